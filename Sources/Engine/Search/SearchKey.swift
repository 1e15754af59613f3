internal import LookalikeCatalogue
internal import LookalikePictures

/// All that the answer to a search depends on. A write gives the collection another version, so that what was found
/// before is never given again.
struct SearchKey: Hashable, Sendable {
    let collection: Int64
    let version: UInt64
    let model: String?
    let preparation: ImagePreparation
    let query: QueryKey
    let filter: FilterKey?
    /// Without the filter.
    let options: SearchOptions

    init(_ collection: OpenCollection, _ query: QueryKey, _ options: SearchOptions) {
        let record = collection.record
        self.collection = collection.recordID
        version = collection.version
        model = record.model
        preparation = record.preparation
        self.query = query
        filter = options.filter.map(FilterKey.init)
        var options = options
        options.filter = nil
        self.options = options
    }

    /// About how many bytes it takes.
    var weight: Int { 300 + query.weight + (filter?.weight ?? 0) }
}

/// All parts of a query, the images by their hashes.
struct QueryKey: Hashable, Sendable {
    private enum Source: Hashable, Sendable {
        case image(hash: String, bytes: Int, region: ImageRegion?)
        case item(ExactText)
        case vector([Float])
        case text(ExactText)
    }

    private struct Part: Hashable, Sendable {
        let source: Source
        let weight: Float
        let isNegative: Bool
    }

    private let parts: [Part]

    init(_ query: HashedQuery) {
        parts = query.parts.map { part in
            let source: Source =
                switch part.source {
                case .image(let image):
                    .image(hash: image.hash, bytes: image.bytes.count, region: image.region)
                case .item(let id): .item(ExactText(id))
                case .vector(let vector): .vector(vector)
                case .text(let text): .text(text)
                }
            return Part(source: source, weight: part.weight, isNegative: part.isNegative)
        }
    }

    /// Different for different queries, and the same for the same one in every process.
    var text: String {
        parts.map { part in
            let source =
                switch part.source {
                case .image(let hash, let bytes, let region):
                    "image \(hash) \(bytes) \(region.map { "\($0.x) \($0.y) \($0.width) \($0.height)" } ?? "")"
                case .item(let id): "item \(id.text.utf8.count) \(id.text)"
                case .vector(let vector): "vector \(vector)"
                case .text(let text): "text \(text.text.utf8.count) \(text.text)"
                }
            return "\(source) \(part.weight) \(part.isNegative)"
        }.joined(separator: "\n")
    }

    /// About how many bytes it takes.
    var weight: Int {
        parts.reduce(50) { sum, part in
            switch part.source {
            case .image: sum + 150
            case .item(let id): sum + 60 + id.text.utf8.count
            case .vector(let vector): sum + 60 + 4 * vector.count
            case .text(let text): sum + 60 + text.text.utf8.count
            }
        }
    }
}
