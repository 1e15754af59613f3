internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

/// An image that was found.
struct SearchResultView: Codable, Sendable, SchemaDocumented {
    var id: String
    var score: Double
    var likeness: Double?
    var band: LikenessScale.Band?
    var name: String
    var path: String?
    var root: Int64?
    var offline: Bool?
    var width: Int
    var height: Int
    var bytes: Int
    var category: Int64?
    var attributes: [String: JSONValue]
    var mark: String?
    var copies: FoldedCopies?
    var frame: FrameView?
    var frames: FoundFrames?
    var contentURL: String
    var thumbnailURL: String
    var fileURL: String?

    enum CodingKeys: String, CodingKey {
        case copies, id, score, likeness, band, name, path, root, offline, width, height, bytes, category
        case attributes, mark, frame, frames
        case fileURL = "file_url"
        case contentURL = "content_url"
        case thumbnailURL = "thumbnail_url"
    }

    static var schemaName: String? { "SearchResult" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "path": "Below the folder of its root.", "root": PropertyDoc(ImageView.rootText),
            "offline": PropertyDoc(ImageView.offlineText),
            "likeness":
                "The measured probability that a result with this score shows the same thing, 0 to 1; left out if the collection and its model have no scale, and for words.",
            "band": PropertyDoc(
                "How alike it is, in words: copies of one image, more likely than not the same thing, perhaps, or no.",
                allowed: LikenessScale.Band.allCases.map(\.rawValue)),
            "bytes": "0 where only a vector is stored.", "category": "The number of its category.",
            "mark": PropertyDoc(ImageView.markText),
            "frame": PropertyDoc(ImageView.frameText), "file_url": PropertyDoc(ImageView.fileText),
            "frames":
                "The frames of its file that were found; left out of images that are their whole file, and where each frame is a result.",
            "copies": "Near-identical images that were folded into it; left out unless `fold` is asked for.",
        ]
    }

    init(
        _ match: SearchMatch, copies: ImageCopies? = nil, frames: FramesOfResult? = nil,
        in collection: OpenCollection,
        scale: LikenessScale? = nil
    ) {
        self.copies = copies.map { FoldedCopies(count: $0.count, ids: $0.ids) }
        id = match.image.id
        score = Double(match.score)
        likeness = scale?.likeness(of: Double(match.score))
        band = scale?.band(of: Double(match.score))
        name = match.image.name
        path = match.image.path
        root = match.image.root
        offline = collection.isOffline(match.image) ? true : nil
        width = match.image.width
        height = match.image.height
        bytes = match.image.bytes
        category = match.image.category
        attributes = match.image.attributes
        mark = match.image.mark
        contentURL = ImageURL.content(match.image.id, in: collection.name)
        thumbnailURL = ImageURL.thumbnail(match.image.id, in: collection.name)
        frame = match.image.frame.map { FrameView($0) }
        self.frames = frames.map { FoundFrames($0, in: collection.name) }
        fileURL = match.image.frame.map { _ in ImageURL.file(match.image.id, in: collection.name) }
    }
}

/// Images that were folded into a result.
struct FoldedCopies: Codable, Sendable, SchemaDocumented {
    var count: Int
    var ids: [String]

    static var schemaName: String? { "Copies" }
    static var propertyDocs: [String: PropertyDoc] {
        ["ids": PropertyDoc("Of the best of them, best first, \(ImageCopies.mostIDs) at most.")]
    }
}

struct SearchAnswerView: Codable, Sendable, SchemaDocumented {
    var collection: String
    var model: String?
    var results: [SearchResultView]
    var totalCompared: Int
    var thresholdUsed: Double?
    var tookMilliseconds: Double
    var embeddingMilliseconds: Double
    var searchMilliseconds: Double
    var categoriesSearched: [Int64]?
    var scoreScale: ScoreScale
    var warnings: [String]
    var next: String?

    enum CodingKeys: String, CodingKey {
        case collection, model, next, results, warnings
        case totalCompared = "total_compared"
        case thresholdUsed = "threshold_used"
        case tookMilliseconds = "took_ms"
        case embeddingMilliseconds = "embedding_ms"
        case searchMilliseconds = "search_ms"
        case categoriesSearched = "categories_searched"
        case scoreScale = "score_scale"
    }

    static var schemaName: String? { "SearchAnswer" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "results": "Best first, of equal scores the older image first; or as `sort` says.",
            "next": "Send it as `cursor` to get the next results; left out where there are none.",
            "total_compared": "Images that the query was compared with.",
            "categories_searched":
                "By the score of their prototypes; left out where all images were searched.",
            "score_scale": SearchOrder.scaleDoc,
            "warnings": "Such as an image that is cut off and was read as far as it goes.",
        ]
    }

    init(_ page: SearchPage, in collection: OpenCollection, threshold: Double?, took: Duration) {
        let answer = page.answer
        next = page.next?.description
        self.collection = collection.name
        model = collection.record.model
        results = answer.matches.enumerated().map { place, match in
            SearchResultView(
                match, copies: page.copies?[place], frames: page.frames?[place] ?? nil, in: collection,
                scale: answer.likeness)
        }
        totalCompared = answer.compared
        thresholdUsed = threshold
        tookMilliseconds = took.milliseconds
        embeddingMilliseconds = answer.embeddingTime.milliseconds
        searchMilliseconds = answer.searchTime.milliseconds
        categoriesSearched = answer.searchedCategories
        scoreScale = answer.scale
        warnings = answer.warnings.map { "\($0)" } + answer.notes + (answer.damageWarning.map { [$0] } ?? [])
    }
}
