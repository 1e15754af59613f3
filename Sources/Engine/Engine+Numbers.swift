public import Catalogue

extension ImageRecord {
    /// The number by which clients that know pictures by numbers know it: the one that it was given, or that of its
    /// record.
    public var number: Int64 { externalID ?? id }
}

extension Engine {
    /// A number for a new picture that none of the collection has, not even one that was imported with a number of its
    /// own, and that is never given again.
    public func newNumber(in collection: Collection) throws -> Int64 {
        while true {
            let number = try catalogue.reserveIDs(1).lowerBound
            if try catalogue.image(externalID: number, in: collection.id) == nil { return number }
        }
    }

    /// The picture with a number.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``.
    public func image(number: Int64, in collection: Collection) throws -> ImageRecord {
        if let image = try catalogue.image(externalID: number, in: collection.id) { return image }
        let image = try image(id: number, in: collection)
        guard image.number == number else {
            throw EngineError.unknownImage("\(number)", collection: collection.name)
        }
        return image
    }
}
