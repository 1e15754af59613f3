internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

extension NewEventPhoto {
    private static let longestName = 1_000
    private static let longestPath = 4_096

    /// The image for the engine, with a new id.
    ///
    /// - Throws: ``ValidationIssues``.
    func image() throws -> IncomingImage {
        try Self.check(filename, "filename", longest: Self.longestName)
        try Self.check(filePath, "file_path", longest: Self.longestPath)
        let event = try EventCode(eventCode, at: ["body", "event_code"])
        let code = UUID().uuidString.lowercased()
        var attributes = metadata ?? [:]
        let (width, height) = (try Self.pixels("width", attributes), try Self.pixels("height", attributes))
        attributes["width"] = nil
        attributes["height"] = nil
        attributes[EventCode.attribute] = .string(event.text)
        var image = IncomingImage(id: code, vector: vector, name: filename, attributes: attributes)
        (image.facts.path, image.code) = (filePath, code)
        (image.facts.width, image.facts.height) = (width, height)
        return image
    }

    private static func check(_ text: String, _ field: String, longest: Int) throws {
        guard text.unicodeScalars.count > longest else { return }
        throw ValidationIssues([
            ValidationIssue(.stringTooLong(maximum: longest), at: ["body", .string(field)])
        ])
    }

    /// 0 if the client does not know.
    private static func pixels(_ name: String, _ metadata: [String: JSONValue]) throws -> Int {
        guard let value = metadata[name], value != .null else { return 0 }
        if let pixels = value.intValue, (0...Int(Int32.max)).contains(pixels) { return pixels }
        throw ValidationIssues([
            ValidationIssue(
                ValidationIssue.Reason(type: "int_type", message: "Input should be a valid integer"),
                at: ["body", "metadata", .string(name)])
        ])
    }
}

extension EventPhotoSearch {
    /// - Throws: ``ValidationIssues``.
    func options() throws -> SearchOptions {
        let topK = topK ?? 10
        guard topK > 0 else {
            throw ValidationIssues([
                ValidationIssue(.greaterThanEqual(1), at: ["body", "top_k"], input: .int(topK))
            ])
        }
        let event = try filters?.eventCode.map {
            try EventCode($0, at: ["body", "filters", "event_code"])
        }
        let filter = event.map { AttributeFilter([EventCode.attribute: [.string($0.text)]]) }
        return SearchOptions(topK: min(topK, Self.mostResults), filter: filter)
    }
}
