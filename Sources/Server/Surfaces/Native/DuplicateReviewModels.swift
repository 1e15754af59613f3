internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

/// Images that are versions of one picture.
struct DuplicateGroupView: Codable, Sendable, SchemaDocumented {
    struct Member: Codable, Sendable, SchemaDocumented {
        var image: ImageView
        var kind: String
        var score: Double
        var isBest: Bool

        enum CodingKeys: String, CodingKey {
            case image, kind, score
            case isBest = "is_best"
        }

        static var propertyDocs: [String: PropertyDoc] {
            [
                "kind":
                    "How it is a duplicate of the reference: `exact`, `near` or `edited`; `reference` for that itself.",
                "score": "How much of it is the same as in the reference, 0 to 1.",
                "is_best": "Whether it is the one that is proposed to be kept.",
            ]
        }
    }

    var id: String
    var kind: String
    var images: [Member]
    var keep: String
    var reason: String
    var state: String

    static var schemaName: String? { "DuplicateReviewGroup" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "id": "Stays the same as long as the group does.",
            "kind": PropertyDoc(
                "The most different kind among its images.", allowed: DuplicateKind.allCases.map(\.rawValue)),
            "images": "The reference first. Each other one is a duplicate of it.",
            "keep": "The id of the image that is proposed to be kept.",
            "reason": "Why that one, as a sentence.",
            "state": "`open`, or `later` if somebody put it off.",
        ]
    }

    init(_ group: DuplicateGroup, in collection: String) {
        id = group.id
        kind = group.kind.rawValue
        images = group.members.map {
            Member(
                image: ImageView($0.image, in: collection), kind: $0.kind?.rawValue ?? "reference",
                score: $0.score, isBest: $0.image.id == group.best.id)
        }
        keep = group.best.id
        reason = group.best.reason
        state = group.isPutOff ? "later" : "open"
    }
}

struct DuplicateReviewPage: Codable, Sendable, SchemaDocumented {
    var groups: [DuplicateGroupView]
    var total: Int
    var next: Int64?

    static var propertyDocs: [String: PropertyDoc] {
        [
            "groups": "By the age of their oldest images.", "total": "Groups on all pages.",
            "next": "To be sent as `after` for the next page, if any.",
        ]
    }
}

/// How duplicates are looked for.
struct DuplicateSearchOrder: Codable, Sendable, SchemaDocumented {
    var threshold: Double?
    var fresh: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case threshold, fresh
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "threshold": PropertyDoc(
                "The least cosine at which images of which only vectors are known are duplicates.",
                default: 0.95,
                minimum: 0, maximum: 1),
            "fresh": "Compare everything again, not only what was never compared. Decisions stay.",
        ]
    }
}

extension DuplicateSearchOrder {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        threshold = try container.decodeIfPresent(Double.self, forKey: .threshold)
        fresh = try container.decodeIfPresent(Bool.self, forKey: .fresh)
    }
}

/// What is to become of duplicates.
struct DuplicateDecisionOrder: Codable, Sendable, SchemaDocumented {
    var group: String?
    var images: [String]?
    var choice: String
    var keep: [String]?
    var removeOthers: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case group, images, choice, keep
        case removeOthers = "remove_others"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "group": "The id of the group that it is about.",
            "images": "In place of `group`: the ids of the images that it is about.",
            "choice": PropertyDoc(
                "`keep_all`, `keep` (some of them), `not_duplicates`, or `later`.",
                allowed: DuplicateDecisionRecord.Choice.allCases.map(\.rawValue)),
            "keep": "For `keep`: the ids of the images to keep. Left out, the one that is proposed.",
            "remove_others":
                "For `keep`: move the files of the others to the trash of the data folder, and remove their records.",
        ]
    }
}

extension DuplicateDecisionOrder {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        group = try container.decodeIfPresent(String.self, forKey: .group)
        images = try container.decodeIfPresent([String].self, forKey: .images)
        choice = try container.decode(String.self, forKey: .choice)
        keep = try container.decodeIfPresent([String].self, forKey: .keep)
        removeOthers = try container.decodeIfPresent(Bool.self, forKey: .removeOthers)
    }
}

/// A decision about duplicates.
struct DuplicateDecisionView: Codable, Sendable, SchemaDocumented {
    struct Problem: Codable, Sendable, SchemaDocumented {
        var id: String
        var detail: String
    }

    var id: String
    var choice: String
    var keep: [String]
    var decidedAt: Date
    var changed: [String]?
    var problems: [Problem]?

    enum CodingKeys: String, CodingKey {
        case id, choice, keep, changed, problems
        case decidedAt = "decided_at"
    }

    static var schemaName: String? { "DuplicateDecision" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "changed": "The ids of the images that were removed, or put back.",
            "problems": "Images for which that was not possible: they are as they were.",
        ]
    }

    init(_ decision: DuplicateDecisionRecord) {
        id = decision.id
        choice = decision.choice.rawValue
        keep = decision.kept
        decidedAt = decision.decidedAt
    }

    init(_ outcome: DuplicateOutcome) {
        self.init(outcome.decision)
        changed = outcome.changed
        problems = outcome.problems.map { Problem(id: $0.id, detail: $0.detail) }
    }
}

struct DuplicateDecisionList: Codable, Sendable, SchemaDocumented {
    var decisions: [DuplicateDecisionView]

    static var propertyDocs: [String: PropertyDoc] { ["decisions": "The latest first."] }
}

/// The answer to an image that is refused as a duplicate.
struct DuplicateRefusal: Codable, Sendable, SchemaDocumented {
    var detail: String
    var duplicates: [String]

    static var propertyDocs: [String: PropertyDoc] {
        ["duplicates": "The ids of the images that it is a duplicate of, the most alike first."]
    }
}
