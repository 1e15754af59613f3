internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeVectors

/// A query whose images are embedded.
struct EmbeddedQuery: Sendable {
    enum Source: Sendable {
        case item(String)
        case vector([Float])
        /// Of a whole image, with the hash of its bytes.
        case image([Float], hash: String)
        /// Of several views of an image, each of which is searched by.
        case views([[Float]])
    }

    struct Part: Sendable {
        let source: Source
        let weight: Float
        let isNegative: Bool
    }

    let parts: [Part]
    let warnings: [PictureWarning]
    /// See ``SearchAnswer/notes``.
    let notes: [String]
}

/// A query as one vector, or as one for each view of its images.
struct CombinedQuery: Sendable {
    /// At least one; the first is of the images as they are.
    let vectors: [[Float]]
    /// Images of the collection that the query is made of.
    var excluded: [Int64] = []

    init(vectors: [[Float]], excluded: [Int64] = []) {
        precondition(!vectors.isEmpty)
        (self.vectors, self.excluded) = (vectors, excluded)
    }

    /// Of the images as they are.
    var vector: [Float] { vectors[0] }
}

extension Engine {
    /// - Throws: ``/LookalikePictures/PictureError``, ``/LookalikeEmbedding/EmbeddingError``, ``EngineError/invalidQuery(_:)``,
    ///   ``EngineError/invalidVector(_:)``.
    ///
    /// - Parameter augmentation: of all its images.
    func embed(
        _ query: HashedQuery, in collection: OpenCollection, augmentation: Augmentation? = nil
    ) async throws -> EmbeddedQuery {
        try query.check(dimension: collection.record.dimension)
        let images = query.images.flatMap { augmentation?.views(of: $0) ?? [$0] }
        let embeddings = try await embeddings(of: images, in: collection)
        let texts = try await encoded(query.texts, in: collection)
        var parts: [EmbeddedQuery.Part] = []
        var warnings: [PictureWarning] = []
        var notes: [String] = []
        for part in query.parts {
            let source: EmbeddedQuery.Source
            switch part.source {
            case .item(let id): source = .item(id)
            case .vector(let vector): source = .vector(vector)
            case .text(let text):
                // Sound: all of `query.texts` are in it.
                let encoded = texts[text]!
                source = .vector(encoded.vector)
                notes += encoded.notes.filter { !notes.contains($0) }
            case .image(let image):
                // Sound: all views of `query.images` are in it.
                let results = (augmentation?.views(of: image) ?? [image]).map { embeddings[$0]! }
                source = try Self.source(
                    image, results.map(\.vector), augmentation, metric: collection.metric)
                warnings += results[0].warnings
            }
            parts.append(.init(source: source, weight: part.weight, isNegative: part.isNegative))
        }
        return EmbeddedQuery(parts: parts, warnings: warnings, notes: notes)
    }

    /// Finds the vectors of the query's items and makes all parts one vector. Reads records.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``, ``EngineError/storageDamaged(_:)``,
    ///   ``EngineError/invalidQuery(_:)``, ``/LookalikeCatalogue/CatalogueError``.
    func combine(_ query: EmbeddedQuery, in collection: OpenCollection) async throws -> CombinedQuery {
        var excluded: [Int64] = []
        /// Of each part one vector, or one for each view.
        var vectors: [[[Float]]] = []
        for part in query.parts {
            switch part.source {
            case .item(let id):
                let stored = try await storedVector(ofItem: id, in: collection)
                vectors.append([stored.vector])
                excluded.append(stored.recordID)
            case .vector(let given): vectors.append([given])
            case .image(let made, let hash):
                vectors.append([try await collection.storedVector(ofContent: hash, like: made) ?? made])
            case .views(let made): vectors.append(made)
            }
        }
        do {
            // Of several images, the same view of each is searched by together.
            let combined = try (0..<(vectors.map(\.count).max() ?? 1)).map { view in
                let parts = zip(query.parts, vectors).map { part, vectors in
                    WeightedVector(
                        vectors[min(view, vectors.count - 1)], weight: part.weight,
                        isNegative: part.isNegative)
                }
                return try QueryCombination.vector(of: parts, metric: collection.metric)
            }
            return CombinedQuery(vectors: combined, excluded: excluded)
        } catch {
            throw EngineError.invalidQuery("\(error)")
        }
    }

    /// - Parameter vectors: of the image's views.
    /// - Throws: ``EngineError/invalidQuery(_:)`` where they cancel each other out.
    private static func source(
        _ image: QueryImage, _ vectors: [[Float]], _ augmentation: Augmentation?, metric: Metric
    ) throws -> EmbeddedQuery.Source {
        guard vectors.count > 1, let augmentation else {
            return image.region == nil ? .image(vectors[0], hash: image.hash) : .vector(vectors[0])
        }
        guard augmentation.combination == .mean else { return .views(vectors) }
        do {
            return .vector(
                try QueryCombination.vector(of: vectors.map { WeightedVector($0) }, metric: metric))
        } catch {
            throw EngineError.invalidQuery("\(error)")
        }
    }

    private func storedVector(
        ofItem id: String, in collection: OpenCollection
    ) async throws -> (vector: [Float], recordID: Int64) {
        let image = try await image(id, in: collection)
        let view = collection.view
        if let vector = try await view.vector(of: image.recordID) { return (vector, image.recordID) }
        if try await view.isDamaged(image.recordID) {
            throw EngineError.damaged(
                collection.name, "The vector of '\(id)' does not match its checksum.")
        }
        throw EngineError.unknownImage(id, collection: collection.name)
    }
}

extension HashedQuery {
    /// What can be known to be wrong before anything is embedded.
    fileprivate func check(dimension: Int) throws(EngineError) {
        guard parts.contains(where: { !$0.isNegative }) else {
            throw .invalidQuery("At least one of its parts must be positive.")
        }
        for (position, part) in parts.enumerated() {
            guard part.weight > 0, part.weight.isFinite else {
                throw .invalidQuery("A weight is a number above 0, not \(part.weight).")
            }
            if case .text(let text) = part.source { try Engine.check(text.text) }
            // The index takes several at once, or none.
            if case .vector(let vector) = part.source {
                try Engine.check(vector, dimension, of: parts.count == 1 ? nil : position)
            }
        }
    }
}
