internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeEvaluation
internal import LookalikeJSON
internal import LookalikeOpenAPI
internal import LookalikeVectors

/// What a migration is to do.
struct MigrationOrder: Codable, Sendable, SchemaDocumented {
    var model: String
    var dropMissing: Bool?
    var keepOld: Bool?
    var label: String?
    var metric: String?
    var index: String?
    var dryRun: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case model, label, metric, index
        case dropMissing = "drop_missing"
        case keepOld = "keep_old"
        case dryRun = "dry_run"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "model": "The name of an installed model.",
            "drop_missing": PropertyDoc(
                "Go on although some images are not there to be embedded. They stay in the catalogue; searches leave them out until a sync or an upload brings them back.",
                default: false),
            "keep_old": PropertyDoc("Keep the old vectors, for a rollback.", default: true),
            "label":
                "The attribute whose values are the classes that quality is measured by. Left out: the categories.",
            "metric": PropertyDoc(
                "How the new vectors are compared. Left out: as before.",
                allowed: Metric.allCases.map(\.rawValue)),
            "index": PropertyDoc(
                "The kind of index. Left out: as before.", allowed: IndexKind.allCases.map(\.rawValue)),
            "dry_run": PropertyDoc("Only find out which images would be left out.", default: false),
        ]
    }
}

extension MigrationOrder {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try container.decode(String.self, forKey: .model)
        dropMissing = try container.decodeIfPresent(Bool.self, forKey: .dropMissing)
        keepOld = try container.decodeIfPresent(Bool.self, forKey: .keepOld)
        label = try container.decodeIfPresent(String.self, forKey: .label)
        metric = try container.decodeIfPresent(String.self, forKey: .metric)
        index = try container.decodeIfPresent(String.self, forKey: .index)
        dryRun = try container.decodeIfPresent(Bool.self, forKey: .dryRun)
    }
}

/// Options of a rollback.
struct RollbackOrder: Codable, Sendable, SchemaDocumented {
    var dropMissing: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case dropMissing = "drop_missing"
    }

    static var propertyDocs: [String: PropertyDoc] {
        ["drop_missing": PropertyDoc("As in the migration.", default: false)]
    }

    init() {}

    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        dropMissing = try container.decodeIfPresent(Bool.self, forKey: .dropMissing)
    }
}

/// Images that another model can't make vectors of.
struct UnavailableImagesView: Codable, Sendable, SchemaDocumented {
    struct Example: Codable, Sendable, SchemaDocumented {
        var id: String
        var reason: String
        var detail: String?

        static var schemaName: String? { "UnavailableImage" }
        static var propertyDocs: [String: PropertyDoc] {
            [
                "reason": PropertyDoc(
                    "Why its bytes are not there.",
                    allowed: UnavailableImages.Reason.allCases.map(\.rawValue))
            ]
        }
    }

    var total: Int
    var unavailable: Int
    var reasons: [String: Int]
    var examples: [Example]

    static var schemaName: String? { "UnavailableImages" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "total": "The collection's images that can be found.",
            "unavailable": "How many of them can't be embedded anew.",
            "reasons": "How many there are of each kind.", "examples": "The first hundred.",
        ]
    }

    init(_ images: UnavailableImages) {
        (total, unavailable, reasons) = (images.total, images.count, images.reasons)
        examples = images.examples.map { Example(id: $0.id, reason: $0.reason.rawValue, detail: $0.detail) }
    }
}

/// What a collection's vectors are.
struct VectorsView: Codable, Sendable, SchemaDocumented {
    var model: String?
    var dimension: Int
    var metric: String
    var index: String

    static var schemaName: String? { "CollectionVectors" }
    static var propertyDocs: [String: PropertyDoc] {
        ["model": "Null for vectors that clients send.", "dimension": "Numbers per vector."]
    }

    init(_ store: StoreDescription) {
        (model, dimension, metric, index) = (store.model, store.dimension, store.metric, store.indexKind)
    }
}

/// How good searches are before and after.
struct MigrationQualityView: Codable, Sendable, SchemaDocumented {
    struct Metrics: Codable, Sendable, SchemaDocumented {
        var precisionAt1: Double
        var precisionAt10: Double
        var meanAveragePrecision: Double

        enum CodingKeys: String, CodingKey {
            case precisionAt1 = "p_at_1"
            case precisionAt10 = "p_at_10"
            case meanAveragePrecision = "map"
        }

        static var schemaName: String? { "RetrievalQuality" }
        static var propertyDocs: [String: PropertyDoc] {
            [
                "p_at_1": "The share of images whose nearest image is of their class.",
                "p_at_10": "Images of the class among the nearest ten, divided by ten.",
                "map": "Mean average precision.",
            ]
        }

        init(_ metrics: RetrievalMetrics) {
            (precisionAt1, precisionAt10) = (metrics.precisionAt1, metrics.precisionAt10)
            meanAveragePrecision = metrics.meanAveragePrecision
        }
    }

    var label: String?
    var images: Int
    var before: Metrics?
    var after: Metrics?
    var overlap: Double?

    static var schemaName: String? { "MigrationQuality" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "label": "What the classes are: `category` or an attribute. Null without classes.",
            "images": "How many images were compared by their classes.",
            "overlap": "The share of the ten nearest images that are the same before and after: 0 to 1.",
        ]
    }

    init(_ quality: MigrationQuality) {
        (label, images, overlap) = (quality.label, quality.images, quality.overlap)
        (before, after) = (quality.before.map(Metrics.init), quality.after.map(Metrics.init))
    }
}

/// How far a collection's migration is.
struct MigrationView: Codable, Sendable, SchemaDocumented {
    var collection: String
    var phase: String
    var running: Bool
    var job: String?
    var done: Int
    var total: Int
    var current: VectorsView
    var second: VectorsView?
    var quality: MigrationQualityView?
    var createdAt: Date?

    enum CodingKeys: String, CodingKey {
        case collection, phase, running, job, done, total, current, second, quality
        case createdAt = "created_at"
    }

    static var schemaName: String? { "Migration" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "phase": PropertyDoc(
                "`none`: there is no migration. `filling`: new vectors are being made, and searches use the old ones. `switched`: searches use the new ones, and the old ones are kept. `removing`: vectors are being removed.",
                allowed: ["none", "filling", "switched", "removing"]),
            "running": "Whether it is worked on at this moment.", "job": "The job that does it.",
            "done": "Images with a vector among the second ones.", "total": "Images in all.",
            "current": "The vectors that searches use.",
            "second": "The others: those that are being made, or those from before.",
            "quality": "Measured shortly before the switch.",
        ]
    }

    init(_ collection: OpenCollection, _ status: MigrationStatus?) {
        self.collection = collection.name
        phase = status?.phase.rawValue ?? "none"
        (running, job) = (status?.isRunning ?? false, status?.job)
        (done, total) = (status?.done ?? 0, status?.total ?? collection.count)
        current = VectorsView(status?.current ?? collection.record.store)
        second = (status?.second).map(VectorsView.init)
        quality = (status?.quality).map(MigrationQualityView.init)
        createdAt = status?.createdAt
    }
}
