/// In which order results come.
public enum ResultOrder: String, Sendable, Hashable, CaseIterable, Codable {
    /// The most alike first.
    case score
    /// The newest first: by the file's modification, or by when an upload was stored.
    case date
    /// By name, numbers in it by their values, capitals as small letters.
    case name
}

/// What a search that has pages looks for, and how its results are put in order.
///
/// ```swift
/// var options = PageOptions(size: 20, SearchOptions(threshold: 0.4))
/// options.order = .date
/// var page = try await engine.page(collection, for: .text("red mug"), options: options)
/// while let next = page.next { page = try await engine.page(collection, after: next, size: 20) }
/// ```
public struct PageOptions: Sendable, Hashable {
    /// The most results of the first page.
    public var size: Int
    /// Which images are results. Its `topK` and `offset` do not count here.
    public var search: SearchOptions
    /// Whether near-identical results are one result with copies.
    public var isFolded = false
    /// The score, between two images, from which on they are near-identical; nil takes ``nearIdentical``, for cosines.
    public var foldThreshold: Double?
    /// Whether each frame of a file with several, such as a video, is a result of its own. Else a file is one result: its best
    /// frame, with the others in ``SearchPage/frames``.
    public var listsFrames = false
    /// The order of the results. Other than by score, it is of the best ``among``.
    public var order = ResultOrder.score
    /// Whether the order is turned around. Not for ``ResultOrder/score``.
    public var isReversed = false
    /// How many of the best results are put in another order than by score, 1 to ``mostSorted``.
    public var among = 1_000

    /// The most results that can be put in another order than by score.
    public static let mostSorted = 10_000
    /// The most of them that can be folded too: each is compared with all others.
    public static let mostSortedAndFolded = 2_000
    /// The cosine from which on two images are near-identical.
    public static let nearIdentical = 0.98

    /// Pages by score, without folding.
    public init(size: Int = 10, _ search: SearchOptions = SearchOptions()) {
        self.size = size
        self.search = search
    }
}

/// Images that are near-identical to a result and folded into it.
public struct ImageCopies: Sendable, Equatable {
    /// How many there are.
    public let count: Int
    /// The ids of the best of them, ``mostIDs`` at most.
    public let ids: [String]

    /// The most ids that are given.
    public static let mostIDs = 100
}

/// Some results of a search, and where the next ones begin.
public struct SearchPage: Sendable {
    /// The results, in the order that was asked for, and what is known of the whole search. Pages after the first have
    /// spent no time on embedding.
    public let answer: SearchAnswer
    /// For each result, the images that were folded into it; nil where nothing was to be folded.
    public let copies: [ImageCopies]?
    /// For each result, the frames of its file that were found, or nil where it is no frame. Nil where no files are folded.
    public let frames: [FramesOfResult?]?
    /// Nil on the last page.
    public let next: SearchCursor?
}
