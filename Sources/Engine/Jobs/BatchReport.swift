/// The result of a batch; of an unfinished one, so far.
public struct BatchReport: Sendable, Codable, Equatable {
    /// What became of one image.
    public struct Result: Sendable, Codable, Equatable {
        /// Its id; empty if it failed before it was given one.
        public var imageID: String
        /// Whether it was stored; true also if a part is missing, see ``mark``.
        public var success: Bool
        /// Why it was not stored, for people; nil if it was.
        public var error: String?
        /// What is missing of an image that was stored all the same.
        public var mark: String?

        enum CodingKeys: String, CodingKey {
            case success, error, mark
            case imageID = "image_id"
        }
    }

    /// Images in the batch.
    public var total: Int
    /// Images stored so far.
    public var indexed = 0
    /// Images that could not be stored so far.
    public var failed = 0
    /// Of those that are indexed, how many lack a part.
    public var marked = 0
    /// Of the images in order, the first thousand; of those after, only failures and marked ones, while there is room.
    public var results: [Result] = []

    static let maximumResults = 1_000
    static let maximumNotable = 2_000

    /// The report of a batch that has not begun.
    ///
    /// - Parameter total: images in the batch.
    public init(total: Int) {
        self.total = total
    }

    mutating func note(_ result: Result) {
        if result.success { indexed += 1 } else { failed += 1 }
        if result.mark != nil { marked += 1 }
        let isNotable = !result.success || result.mark != nil
        if results.count < (isNotable ? Self.maximumNotable : Self.maximumResults) { results.append(result) }
    }
}

extension BatchReport {
    /// Reports of batches that began under a version without marks are read too.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        total = try container.decode(Int.self, forKey: .total)
        indexed = try container.decode(Int.self, forKey: .indexed)
        failed = try container.decode(Int.self, forKey: .failed)
        marked = try container.decodeIfPresent(Int.self, forKey: .marked) ?? 0
        results = try container.decode([Result].self, forKey: .results)
    }
}
