internal import LookalikeJSON

/// A filter as a cache's key: texts that differ in bytes are two, which Swift's own comparison may take for one.
struct FilterKey: Hashable, Sendable {
    private let text: ExactText

    init(_ filter: AttributeFilter) { text = ExactText(filter.text) }

    /// The same for the same filter, in every process.
    var description: String { text.text }

    /// About how many bytes it takes.
    var weight: Int { 40 + text.text.utf8.count }
}

extension AttributeFilter {
    /// Different for different filters. Names and texts are quoted, so none can look like the end of another.
    fileprivate var text: String {
        switch self {
        case .values(let name, let values): "\(JSONValue.string(name))=\(JSONValue.array(values))"
        case .range(let name, let range):
            "\(JSONValue.string(name)) \(range.lower.text("above"))\(range.upper.text("below"))"
        case .exists(let name): "\(JSONValue.string(name))?"
        case .not(let filter): "!(\(filter.text))"
        case .all(let filters): "all(\(filters.map(\.text).joined(separator: ",")))"
        case .any(let filters): "any(\(filters.map(\.text).joined(separator: ",")))"
        }
    }
}

extension AttributeRange.Limit? {
    fileprivate func text(_ side: String) -> String {
        map { "\(side) \($0.isIncluded ? "or at " : "")\($0.value) " } ?? ""
    }
}
