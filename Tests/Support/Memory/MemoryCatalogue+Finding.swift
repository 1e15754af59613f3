public import LookalikeCatalogue
public import LookalikeJSON

// Contents, filters and categories.
extension MemoryCatalogue {
    public func readyImage(contentHash: String, in collection: Int64) -> ImageRecord? {
        records.images(of: collection) { $0.state == .ready && $0.contentHash == contentHash }.first
    }

    public func images(contentHash: String, in collection: Int64) -> [ImageRecord] {
        if contentHash.isEmpty { return [] }
        return records.images(of: collection) { $0.state == .ready && $0.contentHash == contentHash }
    }

    public func copies(
        in collection: Int64, matching filter: AttributeFilter?, after: String, limit: Int
    ) -> [ContentCopies] {
        let images = records.images(of: collection) {
            $0.state == .ready && after.precedes($0.contentHash)
                && filter?.isSatisfied(by: $0.attributes) ?? true
        }
        let copies = Dictionary(grouping: images, by: \.contentHash).filter { $0.value.count > 1 }
        return copies.sorted { $0.key.precedes($1.key) }.prefix(limit)
            .map { ContentCopies(contentHash: $0.key, recordIDs: $0.value.map(\.recordID)) }
    }

    public func recordIDs(matching filter: AttributeFilter, in collection: Int64) -> [Int64] {
        selectionCount += 1
        return records.images(of: collection) { $0.state == .ready && filter.isSatisfied(by: $0.attributes) }
            .map(\.recordID)
    }

    public func fields(in collection: Int64, values: Int, limit: Int) -> [AttributeField] {
        var counts: [String: [JSONValue: Int]] = [:]
        for image in records.images(of: collection, where: { $0.state == .ready }) {
            for (name, value) in image.attributes { counts[name, default: [:]][value, default: 0] += 1 }
        }
        return counts.keys.sorted { $0.precedes($1) }.prefix(limit).map { name in
            var field = AttributeField(name: name)
            for (value, images) in (counts[name] ?? [:]).sorted(by: { $0.key.precedesInIndex($1.key) }) {
                field.count(value, images: images, limit: values)
            }
            return field
        }
    }

    public func uploads(among contentHashes: [String], in collection: Int64) -> Set<String> {
        let uploads = records.images(of: collection) { $0.source == .upload }
        return Set(contentHashes).intersection(uploads.map(\.contentHash))
    }

    // MARK: Categories

    public func categories(in collection: Int64) -> [CategoryRecord] {
        records.categories[collection, default: [:]].values.sorted { $0.id < $1.id }
    }

    public func prototypes(in collection: Int64) -> [PrototypeRecord] {
        records.prototypes[collection, default: [:]].values.sorted { $0.category < $1.category }
    }

    public func nextCategory(in collection: Int64) -> Int64 { records.nextCategory[collection] ?? 1 }

    public func recordIDs(inCategories categories: [Int64], of collection: Int64) -> [Int64] {
        selectionCount += 1
        return records.images(of: collection) {
            $0.state == .ready && $0.category.map(categories.contains) ?? false
        }.map(\.recordID)
    }

    public func images(
        inCategory category: Int64, of collection: Int64, after: Int64, limit: Int
    ) -> [ImageRecord] {
        let images = records.images(of: collection) {
            $0.state == .ready && $0.category == category && $0.recordID > after
        }
        return Array(images.prefix(limit))
    }

    public func categorised(in collection: Int64) -> [ImagePlacement] {
        records.images(of: collection) { $0.category != nil && $0.vector != nil }
            .sorted { $0.vector! < $1.vector! }.map(\.placement)
    }
}

extension JSONValue {
    /// Numbers, then texts by their bytes, then other values by their JSON.
    fileprivate func precedesInIndex(_ other: JSONValue) -> Bool {
        if let a = doubleValue, let b = other.doubleValue { return a < b }
        if let a = stringValue, let b = other.stringValue { return a.precedes(b) }
        func rank(_ value: JSONValue) -> Int {
            value.doubleValue != nil ? 0 : value.stringValue != nil ? 1 : 2
        }
        let (a, b) = (rank(self), rank(other))
        return a == b ? description.precedes(other.description) : a < b
    }
}
