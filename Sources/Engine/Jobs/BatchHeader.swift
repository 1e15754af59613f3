internal import LookalikeJSON

/// The header of an image in a batch's file, before its bytes.
struct BatchHeader: Sendable, Codable {
    var id: String
    var name: String?
    var attributes: [String: JSONValue]?
    var category: Category
    var copies: Bool
    var externalID: Int64?
    var code: String?
    /// Why it can't be an image, if that was known when it arrived.
    var problem: String?

    enum CodingKeys: String, CodingKey {
        case id = "key"
        case name, attributes, category, copies, externalID, code, problem
    }

    enum Category: Codable, Equatable {
        case unchanged, none, nearest
        case id(Int64)
        case named(String)
    }
}

extension BatchHeader {
    init(id: String, _ image: IncomingImage) {
        self.init(id: id, category: Category(image.category), copies: image.copies == .store)
        name = image.name
        attributes = image.attributes
        externalID = image.externalID
        code = image.code
    }

    /// An item that can't be an image.
    init(id: String, problem: String) {
        self.init(id: id, category: .unchanged, copies: true, problem: problem)
    }

    func image(_ bytes: [UInt8]) -> IncomingImage {
        var image = IncomingImage(id: id, bytes: bytes, name: name, attributes: attributes)
        image.category = category.choice
        image.copies = copies ? .store : .answerExisting
        image.externalID = externalID
        image.code = code
        image.isInteractive = false
        return image
    }
}

extension BatchHeader.Category {
    fileprivate init(_ choice: CategoryChoice) {
        self =
            switch choice {
            case .unchanged: .unchanged
            case .none: .none
            case .nearest: .nearest
            case .id(let id): .id(id)
            case .named(let name): .named(name)
            }
    }

    fileprivate var choice: CategoryChoice {
        switch self {
        case .unchanged: .unchanged
        case .none: .none
        case .nearest: .nearest
        case .id(let id): .id(id)
        case .named(let name): .named(name)
        }
    }
}
