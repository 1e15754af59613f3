internal import Foundation
public import LookalikeCatalogue
internal import LookalikePictures
internal import LookalikeVectors
internal import LookalikeWorkThreads

extension Engine {
    /// Decides about duplicates, for good: they are not among the open groups any more, also when their images are renamed or
    /// added again, until the decision is taken back.
    ///
    /// - Throws: ``EngineError/unknownImage(_:collection:)``, ``EngineError/invalidDecision(_:)``,
    ///   ``/LookalikeCatalogue/CatalogueError``; nothing is changed then. An image that can't be removed is listed in the
    ///   outcome, and the others are removed.
    public func decide(
        _ request: DuplicateDecisionRequest, in collection: OpenCollection
    ) async throws -> DuplicateOutcome {
        try checkWritable()
        let catalogue = catalogue
        var images: [ImageRecord] = []
        for id in Set(request.images).sorted() { images.append(try await image(id, in: collection)) }
        try Self.check(request, images)
        let decision = DuplicateDecisionRecord(
            id: UUID().uuidString.lowercased(), choice: request.choice,
            contents: Array(Set(images.map(\.contentKey))), kept: request.kept.sorted(), decidedAt: .storable)
        // First the decision: what is removed can then be put back in any case.
        try await catalogue.put(decision, in: collection.recordID)
        duplicateWatch.changed(collection)
        guard request.choice == .keep, request.removesOthers else {
            return DuplicateOutcome(decision: decision, changed: [], problems: [])
        }
        let kept = Set(request.kept)
        let (removed, problems) = try await remove(
            images.filter { !kept.contains($0.id) }, decision.id, from: collection)
        return DuplicateOutcome(decision: decision, changed: removed, problems: problems)
    }

    private static func check(_ request: DuplicateDecisionRequest, _ images: [ImageRecord]) throws {
        guard images.count > 1 else { throw EngineError.invalidDecision("name two images or more") }
        guard images.allSatisfy({ $0.state == .ready }) else {
            throw EngineError.invalidDecision("one of the images is broken")
        }
        if let other = images.first(where: { $0.contentKey != request.contents[$0.id] ?? $0.contentKey }) {
            throw EngineError.invalidDecision("'\(other.id)' has changed since: look at the duplicates again")
        }
        let isKeep = request.choice == .keep
        guard isKeep == !request.kept.isEmpty else {
            throw EngineError.invalidDecision(
                isKeep ? "name the images to keep" : "only 'keep' takes images to keep")
        }
        let known = Set(images.map(\.id))
        if let other = request.kept.first(where: { !known.contains($0) }) {
            throw EngineError.invalidDecision("'\(other)' is to be kept and is not one of the images")
        }
        let frame = images.first { $0.frame != nil && !request.kept.contains($0.id) }
        if request.removesOthers, let frame {
            throw EngineError.invalidDecision(
                "'\(frame.id)' is a part of its file, which is not removed for one of its parts")
        }
        if request.removesOthers, !isKeep {
            throw EngineError.invalidDecision("only 'keep' removes images")
        }
    }

    /// The decisions about a collection's duplicates, the latest first.
    ///
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``.
    public func duplicateDecisions(in collection: OpenCollection) async throws -> [DuplicateDecisionRecord] {
        try await catalogue.duplicateDecisions(in: collection.recordID)
    }

    // MARK: Removing

    private func remove(
        _ images: [ImageRecord], _ decision: String, from collection: OpenCollection
    ) async throws -> (removed: [String], problems: [DuplicateProblem]) {
        let vectors = try await collection.view.vectors(of: images.map(\.recordID))
        let items = try images.enumerated().map { number, image in
            DuplicateTrash.Item(
                image, name: "\(number + 1)",
                file: image.source == .file ? try collection.contentPath(of: image) : nil,
                vector: vectors[image.recordID] ?? [])
        }
        let trash = DuplicateTrash(folder: data.trash(decision))
        let limit = configuration.limits.maximumBytes
        try await Blocking.run { try trash.write(items) }
        var (removed, problems): ([String], [DuplicateProblem]) = ([], [])
        for (image, item) in zip(images, items) {
            do {
                if image.source != .vector {
                    let origin = try collection.contentPath(of: image)
                    try await Blocking.run { try trash.take(item, from: origin, limit: limit) }
                }
                removed.append(item.id)
            } catch let failure as DuplicateTrash.Failure {
                problems.append(
                    DuplicateProblem(id: item.id, detail: "'\(item.id)' stays: \(failure.detail)."))
            }
        }
        _ = try await collection.write(.deleteAll(ids: removed))
        return (removed, problems)
    }

    // MARK: Undo

    /// Takes a decision back: what it removed is put back where it was, and the group is open again.
    ///
    /// - Throws: ``EngineError/unknownDecision(_:collection:)``, ``/LookalikeCatalogue/CatalogueError``. If an image can't be put
    ///   back, such as one whose path is taken, it stays in the trash and the decision stays, so that this can be tried again.
    public func undoDecision(_ id: String, in collection: OpenCollection) async throws -> DuplicateOutcome {
        try checkWritable()
        let catalogue = catalogue
        let decisions = try await catalogue.duplicateDecisions(in: collection.recordID)
        guard let decision = decisions.first(where: { $0.id == id }) else {
            throw EngineError.unknownDecision(id, collection: collection.name)
        }
        let trash = DuplicateTrash(folder: data.trash(id))
        let items = try await Blocking.run { try trash.items() }
        var (restored, problems): ([String], [DuplicateProblem]) = ([], [])
        for item in items {
            do {
                if try await putBack(item, from: trash, to: collection) { restored.append(item.id) }
            } catch let failure as DuplicateTrash.Failure {
                problems.append(
                    DuplicateProblem(
                        id: item.id, detail: "'\(item.id)' can't be put back: \(failure.detail)."))
            }
        }
        if problems.isEmpty {
            try await catalogue.deleteDecision(id, in: collection.recordID)
            await Blocking.run { trash.removeFolder() }
        }
        duplicateWatch.changed(collection)
        return DuplicateOutcome(decision: decision, changed: restored, problems: problems)
    }

    /// - Returns: false if the image was not removed, or is back already.
    private func putBack(
        _ item: DuplicateTrash.Item, from trash: DuplicateTrash, to collection: OpenCollection
    ) async throws -> Bool {
        let catalogue = catalogue
        let isVector = item.source == ImageRecord.Source.vector.rawValue
        if !isVector, await Blocking.run({ !trash.has(item) }) { return false }
        if let other = try await catalogue.image(id: item.id, in: collection.recordID) {
            guard other.contentHash == item.contentHash, other.source.rawValue == item.source else {
                throw DuplicateTrash.Failure(detail: "there is another image of that id")
            }
            // The removal was ended between the bytes and the record.
            if isVector { return false }
            try await Blocking.run { try trash.putBack(item) }
            await Blocking.run { trash.remove(item) }
            return true
        }
        var image: IncomingImage
        if item.source == ImageRecord.Source.upload.rawValue {
            let bytes = try await Blocking.run { try trash.content(of: item) }
            image = IncomingImage(id: item.id, bytes: bytes, name: item.title, attributes: item.attributes)
        } else {
            try await Blocking.run { try trash.putBack(item) }
            image = IncomingImage(
                id: item.id, vector: item.vector, name: item.title, attributes: item.attributes)
            image.facts = ImageFacts(item)
        }
        (image.externalID, image.code) = (item.externalID, item.code)
        if let category = item.category, collection.categories.contains(where: { $0.id == category }) {
            image.category = .id(category)
        }
        _ = try await put(image, in: collection)
        await Blocking.run { trash.remove(item) }
        return true
    }
}

extension DuplicateTrash.Item {
    init(_ image: ImageRecord, name: String, file: String?, vector: [Float]) {
        self.init(
            name: name, file: file, id: image.id, source: image.source.rawValue, path: image.path,
            title: image.name, mediaType: image.mediaType, width: image.width, height: image.height,
            bytes: image.bytes, contentHash: image.contentHash, attributes: image.attributes,
            category: image.category, externalID: image.externalID, code: image.code, mark: image.mark,
            vector: vector)
    }
}

extension ImageFacts {
    fileprivate init(_ item: DuplicateTrash.Item) {
        self.init()
        (path, mediaType, width, height) = (item.path, item.mediaType, item.width, item.height)
        (bytes, mark) = (item.bytes, item.mark)
        if item.source == ImageRecord.Source.file.rawValue {
            file = File(contentHash: item.contentHash, signature: nil)
        }
    }
}
