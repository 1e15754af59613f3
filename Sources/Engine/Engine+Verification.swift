internal import Catalogue
internal import Foundation
internal import Synchronization
internal import Vectors

/// What was found when every vector of a collection was read.
public struct VerificationReport: Sendable, Codable, Equatable {
    public var vectors: Int
    /// The ids of pictures whose vectors are not as they were written: searches leave them out.
    public var damaged: [String]
    /// Vectors without sound byte codes: searches look at them as they are.
    public var codesMissing: Int

    enum CodingKeys: String, CodingKey {
        case vectors, damaged
        case codesMissing = "codes_missing"
    }
}

extension Engine {
    /// Reads every vector of a collection, and its byte codes, and compares them with their checksums.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)`` where the file can't be read, ``/Catalogue/CatalogueError``.
    public func verify(_ collection: Collection) async throws -> VerificationReport {
        try await Blocking.run { [catalogue] in
            let (file, snapshot) = collection.writer.withLock { ($0.file, collection.snapshot) }
            do {
                let damagedRows = Set(try file.verify())
                let positions = snapshot.rows.indices.filter { damagedRows.contains(Int(snapshot.rows[$0])) }
                let images = try catalogue.images(ids: positions.map { snapshot.ids[$0] })
                let missing = file.codeFailure == nil ? Set(try file.verifyCodes()) : nil
                let codes = missing.map { missing in snapshot.rows.count { missing.contains(Int($0)) } }
                return VerificationReport(
                    vectors: snapshot.count, damaged: images.map(\.key), codesMissing: codes ?? snapshot.count
                )
            } catch let error as VectorFileError {
                throw EngineError.storageDamaged("\(error)")
            }
        }
    }
}
