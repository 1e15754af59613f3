internal import Foundation
public import LookalikeCatalogue
internal import LookalikePictures

/// What happens to an image that is a duplicate of others in the collection.
public enum DuplicateRule: String, Sendable, Codable, CaseIterable {
    /// It is stored, and the answer does not look for duplicates. It waits for no other write: one that is let in by
    /// another rule at the same moment may not see it.
    case ignore
    /// It is stored, and the answer lists its duplicates.
    case report
    /// It is refused: ``EngineError/duplicateRefused(_:collection:)``.
    case refuse
}

/// A duplicate of an image that came in.
public struct IncomingDuplicate: Sendable, Equatable {
    /// The image that was there before.
    public let image: ImageRecord
    /// How the new one is a duplicate of it.
    public let kind: DuplicateKind
    /// How much of it is the same, 0...1.
    public let score: Double
}

extension Engine {
    /// The images of the collection that an image to be stored is a duplicate of, the most alike first; not the one that it
    /// replaces.
    func duplicates(of image: StorableImage, in collection: OpenCollection) async throws
        -> [IncomingDuplicate]
    {
        let catalogue = catalogue
        var fingerprint: PictureFingerprint?
        if case .ready(let embedding) = image.outcome { fingerprint = embedding.fingerprint }
        if fingerprint == nil, let bytes = image.content {
            fingerprint = try await FingerprintMaker(collection: collection, embedder: embedder).make(
                of: bytes, preparation: collection.record.preparation)
        }
        let copies = try await catalogue.images(contentHash: image.hash, in: collection.recordID)
        var found = copies.map { IncomingDuplicate(image: $0, kind: .exact, score: 1) }
        let key = image.hash.isEmpty ? "#new" : image.hash
        let finder = DuplicateFinder(
            collection, embedder, DuplicateSearchOptions(), duplicateWatch.index)
        let content = ComparedContent(
            key: key, vector: image.vector, fingerprint: fingerprint.map { PreparedFingerprint($0) })
        let pairs = try await finder.pairs(of: [content])
        let others = pairs.map { $0.first == key ? $0.second : $0.first }
        let first = try await finder.table.firstImages(with: others)
        for (pair, other) in zip(pairs, others) {
            guard let recordID = first[other]?.recordID else { continue }
            for image in try await catalogue.images(recordIDs: [recordID]) {
                found.append(
                    IncomingDuplicate(image: image, kind: DuplicateKind(pair.kind), score: pair.score))
            }
        }
        return found.filter { $0.image.id != image.id }.sorted {
            ($0.kind, $1.score, $0.image.recordID) < ($1.kind, $0.score, $1.image.recordID)
        }
    }

    /// What the rule says of images that are to be stored.
    ///
    /// - Returns: the duplicates of each, where they are to be reported.
    /// - Throws: ``EngineError/duplicateRefused(_:collection:)``.
    func apply(
        _ rule: DuplicateRule, to image: StorableImage, in collection: OpenCollection
    ) async throws -> [IncomingDuplicate] {
        if rule == .ignore { return [] }
        let found = try await duplicates(of: image, in: collection)
        if rule == .refuse, !found.isEmpty {
            throw EngineError.duplicateRefused(found.map(\.image.id), collection: collection.name)
        }
        return found
    }
}
