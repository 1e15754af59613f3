public import LookalikeJSON

extension AttributeFilter {
    /// As the documentation says it, without an index.
    public func isSatisfied(by attributes: [String: JSONValue]) -> Bool {
        switch self {
        case .values(let name, let values):
            attributes[name].map { value in values.contains { $0.isSame(as: value) } } ?? false
        case .exists(let name): attributes[name] != nil
        case .range(let name, let range): attributes[name].map(range.contains) ?? false
        case .not(let filter): !filter.isSatisfied(by: attributes)
        case .all(let filters): filters.allSatisfy { $0.isSatisfied(by: attributes) }
        case .any(let filters): filters.contains { $0.isSatisfied(by: attributes) }
        }
    }
}

extension AttributeRange {
    fileprivate func contains(_ value: JSONValue) -> Bool {
        let isAbove = lower.map { Self.precedes($0.value, value, orEqual: $0.isIncluded) } ?? true
        let isBelow = upper.map { Self.precedes(value, $0.value, orEqual: $0.isIncluded) } ?? true
        return isAbove && isBelow
    }

    /// False for values of two kinds.
    private static func precedes(_ a: JSONValue, _ b: JSONValue, orEqual: Bool) -> Bool {
        if orEqual, a.isSame(as: b) { return true }
        if let a = a.doubleValue, let b = b.doubleValue { return a < b }
        guard let a = a.stringValue, let b = b.stringValue else { return false }
        return a.precedes(b)
    }
}

extension JSONValue {
    /// Numbers are the same however they are written; texts only if all their code points are.
    fileprivate func isSame(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.int(let int), .double(let double)), (.double(let double), .int(let int)):
            Int(exactly: double) == int
        case (.string(let a), .string(let b)): a.hasBytes(of: b)
        default: self == other
        }
    }
}

extension String {
    /// Swift takes texts for equal that only look the same; a catalogue does not.
    func hasBytes(of other: String) -> Bool { utf8.elementsEqual(other.utf8) }

    /// By bytes, which is the order of the code points.
    func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
