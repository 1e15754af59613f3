public import LookalikeCatalogue

/// What is to be decided about duplicates.
public struct DuplicateDecisionRequest: Sendable, Equatable {
    /// The ids of the images that it is about; all those of a group, for example.
    public var images: [String]
    /// What is to become of them.
    public var choice: DuplicateDecisionRecord.Choice
    /// For ``/LookalikeCatalogue/DuplicateDecisionRecord/Choice/keep``: the ids of the images to keep, at least one.
    public var kept: [String]
    /// For ``/LookalikeCatalogue/DuplicateDecisionRecord/Choice/keep``: whether the others are removed, and their files put
    /// into the trash of the data folder. Otherwise nothing is removed.
    public var removesOthers: Bool
    /// What the images had when the decision was made, by their ids: contents as
    /// ``/LookalikeCatalogue/ImageRecord/contentKey`` gives them. An image that has something else now is not decided about.
    public var contents: [String: String] = [:]

    /// By default, nothing is removed.
    public init(
        images: [String], _ choice: DuplicateDecisionRecord.Choice, kept: [String] = [],
        removesOthers: Bool = false
    ) {
        (self.images, self.choice, self.kept, self.removesOthers) = (images, choice, kept, removesOthers)
    }

    /// About all images of a group as they are in it: it is refused where one of them has changed since.
    public init(
        about group: DuplicateGroup, _ choice: DuplicateDecisionRecord.Choice, kept: [String] = [],
        removesOthers: Bool = false
    ) {
        let images = group.members.map(\.image)
        self.init(images: images.map(\.id), choice, kept: kept, removesOthers: removesOthers)
        contents = Dictionary(images.map { ($0.id, $0.contentKey) }, uniquingKeysWith: { $1 })
    }
}

/// An image that could not be removed or put back.
public struct DuplicateProblem: Sendable, Codable, Equatable {
    /// The image's id.
    public let id: String
    /// Why: one sentence.
    public let detail: String
}

/// What came of a decision, or of taking it back.
public struct DuplicateOutcome: Sendable {
    /// The decision.
    public let decision: DuplicateDecisionRecord
    /// The ids of the images that were removed, or put back.
    public let changed: [String]
    /// Images for which that was not possible: they are as they were.
    public let problems: [DuplicateProblem]
}
