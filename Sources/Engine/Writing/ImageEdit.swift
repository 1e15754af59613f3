public import LookalikeJSON

/// What is to be changed of an image's record; its bytes and its vector stay.
public struct ImageEdit: Sendable {
    /// What becomes of an image's attributes.
    public enum Attributes: Sendable, Equatable {
        case unchanged
        /// These, and no others.
        case replaced([String: JSONValue])
        /// These in place of those of the same names; the others stay. A null removes its attribute.
        case merged([String: JSONValue])
    }

    /// Its attributes.
    public var attributes = Attributes.unchanged
    /// Its category.
    public var category = CategoryChoice.unchanged
    /// What it is called, in place of its file's name; nil leaves that.
    public var name: String?

    /// No change.
    public init() {}
}

extension ImageEdit.Attributes {
    func applied(to old: [String: JSONValue]) -> [String: JSONValue] {
        switch self {
        case .unchanged: old
        case .replaced(let new): new
        case .merged(let new): old.merging(new) { $1 }.filter { $0.value != .null || new[$0.key] == nil }
        }
    }
}
