internal import Catalogue
internal import Foundation
internal import JSON

/// An image of a batch.
public struct BatchItem: Sendable {
    /// Its id; nil for a new UUID.
    public var key: String?
    public var bytes: [UInt8]
    public var options: PutOptions

    public init(key: String? = nil, bytes: [UInt8], options: PutOptions = PutOptions()) {
        self.key = key
        self.bytes = bytes
        self.options = options
    }
}

/// The result of a batch; of an unfinished one, so far.
public struct BatchReport: Sendable, Codable, Equatable {
    public struct Result: Sendable, Codable, Equatable {
        public var imageID: String
        public var success: Bool
        public var error: String?
        /// What is missing of a picture that was stored all the same.
        public var mark: String?

        enum CodingKeys: String, CodingKey {
            case success, error, mark
            case imageID = "image_id"
        }
    }

    public var total: Int
    public var indexed = 0
    public var failed = 0
    /// Of those that are indexed, how many lack a part.
    public var marked = 0
    /// Of the pictures in order, the first thousand; of those after, only failures and marked ones, while there is room.
    public var results: [Result] = []

    static let maximumResults = 1_000
    static let maximumNotable = 2_000

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

/// The header of an image in a batch's file, before its bytes.
struct BatchHeader: Sendable, Codable {
    var key: String
    var name: String?
    var attributes: [String: JSONValue]?
    var category: Category
    var copies: Bool
    var externalID: Int64?
    var code: String?
    /// Why it can't be an image, if that was known when it arrived.
    var problem: String?

    enum Category: Codable, Equatable {
        case unchanged, none, nearest
        case id(Int64)
        case named(String)
    }
}

extension BatchHeader {
    init(key: String, _ options: PutOptions, problem: String? = nil) {
        self.key = key
        name = options.name
        attributes = options.attributes
        switch options.category {
        case .unchanged: category = .unchanged
        case .none: category = .none
        case .nearest: category = .nearest
        case .id(let id): category = .id(id)
        case .named(let name): category = .named(name)
        }
        copies = options.copies == .store
        externalID = options.externalID
        code = options.code
        self.problem = problem
    }

    var options: PutOptions {
        var options = PutOptions(name: name, attributes: attributes)
        switch category {
        case .unchanged: options.category = .unchanged
        case .none: options.category = .none
        case .nearest: options.category = .nearest
        case .id(let id): options.category = .id(id)
        case .named(let name): options.category = .named(name)
        }
        options.copies = copies ? .store : .answerExisting
        options.externalID = externalID
        options.code = code
        options.isInteractive = false
        return options
    }
}
