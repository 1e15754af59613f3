internal import LookalikeCatalogue
internal import LookalikeEmbedding
public import LookalikeJSON
internal import LookalikePictures
internal import LookalikeWorkThreads

extension Engine {
    /// Stores an image under an id; an image with that id is replaced. It is durable, and can be found, when the call
    /// returns.
    ///
    /// - Throws: ``PictureError``, ``EmbeddingError``, ``EngineError``, and what reading it throws; nothing is changed
    ///   then.
    public func put(_ image: IncomingImage, in collection: OpenCollection) async throws -> PutOutcome {
        // One image in, one outcome out.
        try await put([image], in: collection)[0]
    }

    /// Stores several images, such as those whose vectors a client sends. An image with the same id is replaced; if
    /// several have one id, the last one counts. When the call returns, either all are durable and can be found, or
    /// none is stored. Encoded images are embedded one after the other: for many, several calls at a time are quicker.
    ///
    /// - Returns: one outcome for each, in order.
    /// - Throws: as ``put(_:in:)``. ``EngineError/invalidVector(_:)`` names the vector and the problem.
    public func put(_ images: [IncomingImage], in collection: OpenCollection) async throws -> [PutOutcome] {
        try checkWritable()
        let hasVectors = images.contains { if case .vector = $0.content { true } else { false } }
        return try await embeddedAgain(unless: hasVectors, collection) { try await put(images, $0) }
    }

    /// Does a write anew that came just when the collection got vectors of another model.
    ///
    /// - Parameter hasVectors: whether clients made vectors of it, so that only they can make others.
    private func embeddedAgain<Result>(
        unless hasVectors: Bool, _ collection: OpenCollection,
        _ write: (OpenCollection) async throws -> Result
    ) async throws -> Result {
        do {
            return try await write(collection.current)
        } catch EngineError.migration(.switched) where !hasVectors {
            return try await write(collection.current)
        }
    }

    private func put(_ images: [IncomingImage], _ collection: OpenCollection) async throws -> [PutOutcome] {
        let record = collection.record
        var embedded: [EmbeddedImage] = []
        embedded.reserveCapacity(images.count)
        for (position, image) in images.enumerated() {
            let position = images.count > 1 ? position : nil
            let checked =
                if case .vector = image.content {
                    try await check(image, position: position, in: collection)
                } else {
                    try await Blocking.scope {
                        () async throws in try await check(image, position: position, in: collection)
                    }
                }
            embedded.append(try await embed(checked, in: collection))
        }
        return try await commit(embedded, model: record.model, to: collection)
    }

    /// Stores encoded bytes; as ``put(_:in:)``.
    ///
    /// - Parameter id: the image's id; nil for a new UUID.
    public func put(
        _ bytes: [UInt8], as id: String?, name: String? = nil, attributes: [String: JSONValue]? = nil,
        in collection: OpenCollection
    ) async throws -> PutOutcome {
        try await put(
            IncomingImage(id: id, bytes: bytes, name: name, attributes: attributes), in: collection)
    }

    /// Reads an image's bytes, if they are not there yet, and looks whether they are in the collection.
    ///
    /// - Parameter position: among several images.
    func check(
        _ image: IncomingImage, position: Int? = nil, in collection: OpenCollection
    ) async throws -> CheckedImage {
        var checked = try await CheckedImage(
            image, dimension: collection.record.dimension, position: position)
        if image.copies == .answerExisting, let hash = checked.hash {
            checked.copy = try await copy(of: hash, besides: checked.id, in: collection)
        }
        return checked
    }

    /// As ``put(_:in:)``.
    func put(_ checked: CheckedImage, in collection: OpenCollection) async throws -> PutOutcome {
        let hasVector = if case .vector = checked.content { true } else { false }
        return try await embeddedAgain(unless: hasVector, collection) { collection in
            let model = collection.record.model
            let embedded = try await embed(checked, in: collection)
            return try await commit([embedded], model: model, to: collection)[0]
        }
    }

    private func embed(_ checked: CheckedImage, in collection: OpenCollection) async throws -> EmbeddedImage {
        if let copy = checked.copy { return .copy(of: copy) }
        let image = checked.image
        switch checked.content {
        case .vector(let vector):
            var storable = await Self.storable(checked, vector)
            if image.facts.file != nil { storable.root = collection.record.roots.first?.id }
            return .ready(storable, [], image.duplicates)
        case .bytes(let bytes, let hash):
            let result = try await embedding(
                of: bytes, hash: hash, in: collection, priority: image.isInteractive ? .interactive : .bulk,
                isSearched: false)
            var storable = StorableImage(checked, source: .upload, hash: hash, ImageEmbedding(result))
            (storable.content, storable.bytes) = (bytes, bytes.count)
            return .ready(storable, result.warnings, image.duplicates)
        }
    }

    /// An image with the vector that its client brought.
    private static func storable(_ checked: CheckedImage, _ vector: [Float]) async -> StorableImage {
        let facts = checked.image.facts
        let content = facts.file == nil ? facts.content : nil
        let source: ImageRecord.Source = facts.file != nil ? .file : content == nil ? .vector : .upload
        var hash: String?
        if let content { hash = await Blocking.run { contentHash(content) } }
        var storable = StorableImage(
            checked, source: source, hash: hash ?? facts.file?.contentHash ?? "",
            ImageEmbedding(vector, facts))
        (storable.path, storable.bytes, storable.signature) = (
            facts.path, content?.count ?? facts.bytes, facts.file?.signature
        )
        storable.content = content
        storable.frame = facts.file?.frame
        (storable.createdAt, storable.updatedAt) = (facts.createdAt, facts.updatedAt)
        return storable
    }

    /// The oldest image with these bytes; nil if there is none, or if the id belongs to an image, which is replaced
    /// then.
    private func copy(
        of hash: String, besides id: String, in collection: OpenCollection
    ) async throws -> ImageRecord? {
        guard try await catalogue.image(id: id, in: collection.recordID) == nil else { return nil }
        return try await catalogue.images(contentHash: hash, in: collection.recordID).first
    }

    /// - Parameter model: the collection's when the images were embedded.
    private func commit(
        _ images: [EmbeddedImage], model: String?, to collection: OpenCollection
    ) async throws -> [PutOutcome] {
        let hasRule = images.contains {
            if case .ready(_, _, let rule) = $0 { rule != .ignore } else { false }
        }
        let (stored, duplicates) =
            hasRule
            ? try await duplicateWatch.oneAtATime(collection) {
                try await write(images, model, to: collection)
            }
            : try await write(images, model, to: collection)
        if !stored.isEmpty { await duplicateWatch.note(collection, embedder) }
        metrics.stored(stored.count { !$0.isCopy })
        var next = zip(stored, duplicates).makeIterator()
        return images.map { image in
            switch image {
            case .copy(let record):
                return PutOutcome(image: record, isNew: false, isCopy: true, warnings: [])
            case .ready(_, let warnings, _):
                // Sound: there is one for each image.
                let (stored, duplicates) = next.next()!
                return PutOutcome(stored, warnings: warnings, duplicates: duplicates)
            }
        }
    }

    /// - Returns: the records of what is stored, in order, and the duplicates of each.
    private func write(
        _ images: [EmbeddedImage], _ model: String?, to collection: OpenCollection
    ) async throws -> ([StoredRecord], [[IncomingDuplicate]]) {
        var duplicates: [[IncomingDuplicate]] = []
        for case .ready(let storable, _, let rule) in images {
            duplicates.append(try await apply(rule, to: storable, in: collection))
        }
        let storable = images.compactMap(\.storable)
        return (storable.isEmpty ? [] : try await write(storable, model, to: collection), duplicates)
    }

    private func write(
        _ images: [StorableImage], _ model: String?, to collection: OpenCollection
    ) async throws -> [StoredRecord] {
        // Clients' vectors may come from any model.
        let isEmbedded = images.contains { $0.content != nil }
        return try await tracing.span("store", count: \.count) {
            let result = try await collection.write(.put(images, model: isEmbedded ? model : nil))
            guard case .images(let stored) = result else { return [] }
            return stored
        }
    }
}

extension PutOutcome {
    fileprivate init(
        _ stored: StoredRecord, warnings: [PictureWarning], duplicates: [IncomingDuplicate]
    ) {
        self.init(
            image: stored.record, isNew: !stored.replaces && !stored.isCopy, isCopy: stored.isCopy,
            warnings: warnings, duplicates: duplicates)
    }
}
