public import LookalikeVectors

extension LabelFilter {
    /// As the documentation says it, without an index.
    public func isSatisfied(by labels: ImageLabels) -> Bool {
        let isOfThem = categories.map { wanted in labels.category.map(wanted.contains) ?? false } ?? true
        return isOfThem && attributes?.isSatisfied(by: labels.attributes) ?? true
    }
}
