internal import Foundation
public import LookalikeCatalogue
public import LookalikeJSON

extension Engine {
    /// Changes an image's attributes or category.
    ///
    /// - Parameter attributes: replace all present ones; nil leaves them.
    /// - Throws: ``EngineError/unknownImage(_:collection:)``, ``EngineError/unknownCategory(_:collection:)``.
    public func label(
        _ id: String, attributes: [String: JSONValue]?, category: CategoryChoice = .unchanged,
        in collection: OpenCollection
    ) async throws -> ImageRecord {
        var edit = ImageEdit()
        if let attributes { edit.attributes = .replaced(attributes) }
        edit.category = category
        return try await self.edit(id, edit, in: collection)
    }

    /// Changes what is said of an image. Durable, and seen by searches, when the call returns.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``, ``EngineError/unknownCategory(_:collection:)``.
    public func edit(
        _ id: String, _ edit: ImageEdit, in collection: OpenCollection
    ) async throws -> ImageRecord {
        try checkWritable()
        let result = try await collection.write(.label(id: id, edit))
        guard case .images(let stored) = result, let image = stored.first?.record else {
            throw EngineError.unknownImage(id, collection: collection.name)
        }
        return image
    }

    /// Deletes an image. If it came from a file of the collection's folder, the file stays, and the next sync adds it
    /// again. Durable when the call returns.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func deleteImage(_ id: String, in collection: OpenCollection) async throws {
        try checkWritable()
        _ = try await collection.write(.delete(id: id))
    }

    static func validID(_ id: String?) throws(EngineError) -> String {
        guard let id else { return UUID().uuidString.lowercased() }
        guard (1...500).contains(id.unicodeScalars.count), id != ".", id != "..",
            !id.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw .invalidImageID(id) }
        return id
    }

    /// - Parameter position: of the vector, if there are several.
    static func check(_ vector: [Float], _ dimension: Int, of position: Int? = nil) throws(EngineError) {
        let which = position.map { "number \($0 + 1) " } ?? "it "
        guard vector.count == dimension else {
            throw .invalidVector(
                "\(which)has \(vector.count) numbers, those of the collection have \(dimension)")
        }
        if let component = vector.firstIndex(where: { !$0.isFinite }) {
            throw .invalidVector("\(which)has at place \(component) a number that is not finite")
        }
    }
}
