internal import Catalogue
internal import Foundation
internal import Synchronization
internal import Vectors
internal import WorkThreads

/// The result of reading every vector of a collection.
public struct VerificationReport: Sendable, Codable, Equatable {
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
    /// - Throws: ``EngineError/storageDamaged(_:)`` where the file can't be read, ``/Catalogue/CatalogueError``.
    public func verify(_ collection: Collection) async throws -> VerificationReport {
        try await Blocking.run { [catalogue] in
            do {
                let (damaged, codesMissing) = try collection.vectors.verify()
                return VerificationReport(
                    vectors: collection.count, damaged: try catalogue.images(ids: damaged).map(\.key),
                    codesMissing: codesMissing)
            } catch let error as VectorFileError {
                throw EngineError.storageDamaged("\(error)")
            }
        }
    }
}
