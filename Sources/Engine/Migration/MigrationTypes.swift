public import Foundation
public import LookalikeCatalogue
public import LookalikeEvaluation
internal import LookalikeJSON
public import LookalikeVectors

/// How a collection is migrated to another model.
public struct MigrationOptions: Sendable, Codable, Equatable {
    /// Goes on although some images are not there to be embedded. They stay in the catalogue, and searches leave them out
    /// until a sync or an upload brings them back.
    public var dropsMissing = false
    /// Keeps the old vectors after the switch, so that it can be rolled back.
    public var keepsOld = true
    /// The attribute whose values are the classes that quality is measured by; nil takes the categories.
    public var label: String?
    /// How the new vectors are compared; nil keeps the metric.
    public var metric: Metric?
    /// The index kind of the new vectors; nil keeps kind and parameters.
    public var indexKind: IndexKind?

    enum CodingKeys: String, CodingKey {
        case label, metric
        case dropsMissing = "drop_missing"
        case keepsOld = "keep_old"
        case indexKind = "index"
    }

    /// Refuses to lose an image, and keeps the old vectors.
    public init() {}
}

/// How good searches are with the old and with the new vectors of a collection.
public struct MigrationQuality: Sendable, Codable, Equatable {
    /// The attribute whose values are the classes; `category`, or nil if there are no classes.
    public var label: String?
    /// How many images were compared by their classes.
    public var images = 0
    /// Retrieval with the old vectors; nil without classes.
    public var before: RetrievalMetrics?
    /// Retrieval with the new vectors; nil without classes.
    public var after: RetrievalMetrics?
    /// How many of the ten nearest images are the same before and after: 0 to 1, a mean over some images. Nil if there is
    /// only one image.
    public var overlap: Double?
}

/// The result of a migration.
public struct MigrationReport: Sendable, Codable, Equatable {
    /// The collection's name.
    public var collection: String
    /// The model of its vectors now; nil for vectors of clients.
    public var model: String?
    /// The model of its vectors before.
    public var previous: String?
    /// Images with a vector.
    public var images: Int
    /// Images without a vector: searches leave them out.
    public var leftOut: Int
    /// Nil if it was not measured: when a migration is rolled back.
    public var quality: MigrationQuality?
    /// Whether the vectors from before are kept.
    public var keptOld: Bool

    enum CodingKeys: String, CodingKey {
        case collection, model, previous, images, quality
        case leftOut = "left_out"
        case keptOld = "kept_old"
    }
}

/// How far a collection's migration is.
public struct MigrationStatus: Sendable, Equatable {
    /// `filling` until searches use the new vectors.
    public let phase: MigrationRecord.Phase
    /// The store that searches use.
    public let current: StoreDescription
    /// The other one: that which is being filled, or the one from before.
    public let second: StoreDescription
    /// Images with a vector in the second store.
    public let done: Int
    /// All images with a vector.
    public let total: Int
    /// Whether somebody works on it at this moment.
    public let isRunning: Bool
    /// The id of the job that works on it; nil if none does.
    public let job: String?
    /// Measured shortly before the switch.
    public let quality: MigrationQuality?
    /// When it was asked for.
    public let createdAt: Date
}

/// What a migration's record keeps besides the stores.
struct MigrationDetails: Codable {
    var options = MigrationOptions()
    var quality: MigrationQuality?
    var leftOut: Int?
}

extension MigrationRecord {
    var content: MigrationDetails {
        // Details of another version leave the defaults, which lose nothing.
        (try? MigrationDetails(members: details)) ?? MigrationDetails()
    }

    mutating func set(_ content: MigrationDetails) throws {
        details = try content.members
    }
}
