internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI
internal import LookalikeVectors

/// A collection in the native API.
struct CollectionView: Codable, Sendable, SchemaDocumented {
    var name: String
    var model: String?
    var dimension: Int
    var metric: String
    var index: String
    var indexState: IndexView
    var images: Int
    var failed: Int
    var categories: Int
    var directory: String?
    var roots: [RootView]
    var turned: Bool
    var frames: FrameOrder
    var suggestedThreshold: Double?
    var createdAt: Date
    var lastSync: Date?
    var bytes: Int
    var vectorBytes: Int
    var state: String
    var problem: String?

    enum CodingKeys: String, CodingKey {
        case name, model, dimension, metric, index, images, failed, categories, directory, roots, turned,
            frames, bytes
        case state
        case problem
        case indexState = "index_state"
        case suggestedThreshold = "suggested_threshold"
        case createdAt = "created_at"
        case lastSync = "last_sync"
        case vectorBytes = "vector_bytes"
    }

    static var schemaName: String? { "Collection" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "index": "The kind of index that was asked for.",
            "model": "Null where clients bring vectors of their own.",
            "images": "Images that can be found.",
            "failed": "Images that could not be read; tried again when they change.",
            "directory": "The folder of its first root.",
            "roots": "The folders whose images it has. Their own route counts the images of each.",
            "turned": "Whether the vectors are means of each image's four turns and their mirror images.",
            "frames": PropertyDoc(FrameOrder.text),
            "suggested_threshold": "The least score of results that are worth showing.",
            "bytes": "Of the encoded images.",
            "vector_bytes": "Of the vector file.",
            "state": "`ready`, `syncing`, or `damaged` where it can't be opened.",
            "problem": "Why it can't be opened; left out where it can.",
        ]
    }

    /// The views of several collections; each model is looked up once.
    static func all(_ collections: [ListedCollection], engine: Engine) -> [CollectionView] {
        var thresholds: [String?: Double?] = [:]
        return collections.map { collection in
            let model = collection.record.model
            if let own = engine.ownLikeness(of: collection.record) {
                return CollectionView(collection, engine: engine, suggestedThreshold: own.suggestedThreshold)
            }
            let known = thresholds[model] ?? Self.suggestedThreshold(model, engine: engine)
            thresholds[model] = .some(known)
            return CollectionView(collection, engine: engine, suggestedThreshold: known)
        }
    }

    init(_ collection: ListedCollection, engine: Engine) {
        let threshold =
            engine.ownLikeness(of: collection.record)?.suggestedThreshold
            ?? Self.suggestedThreshold(collection.record.model, engine: engine)
        self.init(collection, engine: engine, suggestedThreshold: threshold)
    }

    /// Reads the models' folders if the model is not built in.
    private static func suggestedThreshold(_ model: String?, engine: Engine) -> Double? {
        guard let model else { return nil }
        return try? engine.embedder.library.model(named: model).manifest.thresholdForImages
    }

    private init(_ listed: ListedCollection, engine: Engine, suggestedThreshold: Double?) {
        let (record, collection) = (listed.record, listed.collection)
        name = record.name
        model = record.model
        dimension = record.dimension
        metric = record.metric
        index = record.indexKind
        indexState = collection.map { IndexView($0) } ?? IndexView(problem: listed.problem)
        images = listed.images
        failed = listed.counts.failed
        categories = collection.map { engine.categories(in: $0).count } ?? 0
        directory = record.directory
        roots = record.roots.map { RootView($0) }
        turned = record.preparation == .turned
        frames = FrameOrder(record.frames)
        self.suggestedThreshold = suggestedThreshold
        createdAt = record.createdAt
        lastSync = record.lastSync
        bytes = listed.counts.bytes
        vectorBytes = listed.vectorBytes
        state = collection.map { $0.isSyncing ? "syncing" : "ready" } ?? "damaged"
        problem = listed.problem
    }
}

struct CollectionList: Codable, Sendable {
    var collections: [CollectionView]
}

/// An image of a collection.
struct ImageView: Codable, Sendable, SchemaDocumented {
    /// An image that this one is a duplicate of.
    struct Duplicate: Codable, Sendable, SchemaDocumented {
        var id: String
        var kind: String
        var score: Double

        static var schemaName: String? { "DuplicateOfImage" }
        static var propertyDocs: [String: PropertyDoc] {
            [
                "kind": PropertyDoc(
                    "How they differ.", allowed: DuplicateKind.allCases.map(\.rawValue)),
                "score": "How much is the same, 0 to 1.",
            ]
        }

        init(_ duplicate: IncomingDuplicate) {
            (id, kind, score) = (duplicate.image.id, duplicate.kind.rawValue, duplicate.score)
        }
    }

    var id: String
    var name: String
    var path: String?
    var root: Int64?
    var offline: Bool?
    var frame: FrameView?
    var mediaType: String
    var width: Int
    var height: Int
    var bytes: Int
    var category: Int64?
    var attributes: [String: JSONValue]
    var state: String
    var error: String?
    var mark: String?
    var contentURL: String
    var thumbnailURL: String
    var fileURL: String?
    var createdAt: Date
    var updatedAt: Date
    var duplicates: [Duplicate]?

    enum CodingKeys: String, CodingKey {
        case id, name, path, root, offline, width, height, bytes, category, attributes, state, error, mark
        case duplicates, frame
        case fileURL = "file_url"
        case mediaType = "media_type"
        case contentURL = "content_url"
        case thumbnailURL = "thumbnail_url"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    static var schemaName: String? { "Image" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "path": "Below the folder of its root.", "root": PropertyDoc(rootText),
            "offline": PropertyDoc(offlineText),
            "bytes": "0 where only a vector is stored.", "category": "The number of its category.",
            "mark": PropertyDoc(markText),
            "frame": PropertyDoc(frameText), "file_url": PropertyDoc(fileText),
            "duplicates": "In the answer to a request that asked to report them: the most alike first.",
        ]
    }

    /// Description of the property `root`.
    static let rootText: String =
        "The id of the root that its file is below; left out of images without a file."

    /// Description of the property `offline`.
    static let offlineText: String =
        "True while the folder of its root is missing, such as one whose disk is not mounted; left out of other images."

    /// Description of the property `frame`.
    static let frameText: String =
        "Which part of its file it is; left out of images that are their whole file."

    /// Description of the property `file_url`.
    static let fileText: String =
        "Of a frame: its file, such as the video; left out of other images."

    /// Description of the property `mark`.
    static let markText: String =
        "What is odd about the image, which is kept all the same: a part of it is missing. Left out of sound ones."

    init(_ image: ImageRecord, in collection: String) {
        id = image.id
        name = image.name
        path = image.path
        root = image.root
        mediaType = image.mediaType
        width = image.width
        height = image.height
        bytes = image.bytes
        category = image.category
        attributes = image.attributes
        state = image.state.rawValue
        error = image.error
        mark = image.mark
        contentURL = ImageURL.content(image.id, in: collection)
        thumbnailURL = ImageURL.thumbnail(image.id, in: collection)
        frame = image.frame.map { FrameView($0) }
        fileURL = image.frame.map { _ in ImageURL.file(image.id, in: collection) }
        createdAt = image.createdAt
        updatedAt = image.updatedAt
    }

    /// Also says whether it is offline.
    init(_ image: ImageRecord, in collection: OpenCollection) {
        self.init(image, in: collection.name)
        offline = collection.isOffline(image) ? true : nil
    }
}

/// URLs of an image's bytes; ids may contain slashes, which are escaped.
enum ImageURL {
    static func content(_ id: String, in collection: String) -> String { base(id, collection) + "/content" }
    static func file(_ id: String, in collection: String) -> String { base(id, collection) + "/file" }
    static func thumbnail(_ id: String, in collection: String) -> String {
        base(id, collection) + "/thumbnail"
    }

    private static func base(_ id: String, _ collection: String) -> String {
        // RFC 3986, 2.3: unreserved characters.
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return
            "/collections/\(collection)/images/\(id.addingPercentEncoding(withAllowedCharacters: unreserved) ?? id)"
    }
}

struct ImagePage: Codable, Sendable {
    var images: [ImageView]
    /// Send it as `after` to get the next page.
    var next: String?
    var total: Int
}

/// What was deleted.
struct Deleted: Codable, Sendable {
    var deleted: String
}

struct DeletedImages: Codable, Sendable, SchemaDocumented {
    var deleted: Int

    static var propertyDocs: [String: PropertyDoc] { ["deleted": "How many there were."] }
}

struct JobList: Codable, Sendable {
    var jobs: [Job]
}
