internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors
internal import LookalikeWorkThreads
internal import Synchronization

/// The result of reading every vector of a collection.
public struct VerificationReport: Sendable, Codable, Equatable {
    /// The number of vectors that were read.
    public var vectors: Int
    /// The ids of images whose vectors are damaged: searches leave them out.
    public var damaged: [String]
    /// Vectors without intact byte codes: searches read the vectors themselves.
    public var codesMissing: Int

    enum CodingKeys: String, CodingKey {
        case vectors, damaged
        case codesMissing = "codes_missing"
    }
}

extension Engine {
    /// Reads every vector of a collection, and its byte codes, and compares them with their checksums.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)`` where the file can't be read, ``/LookalikeCatalogue/CatalogueError``.
    public func verify(_ collection: OpenCollection) async throws -> VerificationReport {
        do {
            let found = try await collection.vectors.verify()
            let images = try await catalogue.images(recordIDs: found.damaged)
            return VerificationReport(
                vectors: collection.count, damaged: images.map(\.id), codesMissing: found.codesMissing)
        } catch let error as any VectorStoreError {
            throw EngineError.storageDamaged("\(error)")
        }
    }
}
