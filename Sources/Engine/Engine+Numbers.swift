public import LookalikeCatalogue

extension ImageRecord {
    /// The number that clients of numbered images use: the one it was given, or its record id.
    public var number: Int64 { externalID ?? recordID }
}

extension Engine {
    /// A number for a new image that no image of the collection has (not even an imported one with its own number),
    /// and that is never given out again.
    public func newNumber(in collection: OpenCollection) async throws -> Int64 {
        while true {
            let number = try await catalogue.reserveRecordIDs(1).lowerBound
            if try await catalogue.image(externalID: number, in: collection.recordID) == nil { return number }
        }
    }

    /// The image with a number.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func image(number: Int64, in collection: OpenCollection) async throws -> ImageRecord {
        if let image = try await catalogue.image(externalID: number, in: collection.recordID) { return image }
        let image = try await image(recordID: number, in: collection)
        guard image.number == number else {
            throw EngineError.unknownImage("\(number)", collection: collection.name)
        }
        return image
    }
}
