internal import LookalikePictures
internal import LookalikeWorkThreads

/// An image that a query is partly made of. Equal ones have the same hash, length and region.
struct QueryImage: Sendable {
    let bytes: [UInt8]
    /// Of the bytes.
    let hash: String
    /// Nil for all of it.
    var region: ImageRegion?
    /// What is done to the image, or to its region, before it is embedded.
    var turn = ImageTurn.none

    init(_ bytes: [UInt8], region: ImageRegion?) {
        self.bytes = bytes
        hash = contentHash(bytes)
        self.region = region.flatMap { $0.isWhole ? nil : $0 }
    }
}

extension QueryImage: Hashable {
    static func == (a: Self, b: Self) -> Bool {
        a.hash == b.hash && a.bytes.count == b.bytes.count && a.region == b.region
            && a.turn == b.turn
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
        hasher.combine(region)
        hasher.combine(turn)
    }
}

/// A query whose images are known by their hashes, which are computed once for all that needs them.
struct HashedQuery: Sendable {
    enum Source: Sendable {
        case image(QueryImage)
        case item(String)
        case vector([Float])
        case text(ExactText)
    }

    struct Part: Sendable {
        let source: Source
        let weight: Float
        let isNegative: Bool
    }

    let parts: [Part]

    init(_ query: Query) async throws {
        let hasImages = query.parts.contains { if case .image = $0.source { true } else { false } }
        // Hashing takes a millisecond for two megabytes.
        parts =
            hasImages ? await Blocking.run { query.parts.map(Part.init) } : query.parts.map(Part.init)
    }

    var texts: Set<ExactText> {
        Set(parts.compactMap { if case .text(let text) = $0.source { text } else { nil } })
    }

    /// What the scores of its results mean.
    var scale: ScoreScale {
        let texts = parts.count { if case .text = $0.source { true } else { false } }
        return texts == 0 ? .image : texts == parts.count ? .text : .mixed
    }

    var images: [QueryImage] {
        parts.compactMap { if case .image(let image) = $0.source { image } else { nil } }
    }
}

extension HashedQuery.Part {
    init(_ part: Query.Part) {
        weight = part.weight
        isNegative = part.isNegative
        source =
            switch part.source {
            case .image(let bytes, let region): .image(QueryImage(bytes, region: region))
            case .item(let id): .item(id)
            case .vector(let vector): .vector(vector)
            case .text(let text): .text(ExactText(text))
            }
    }
}
