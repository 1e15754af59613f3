public import Foundation
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikePictures

/// A collection of images in a ``Store``: images can be added and removed, kept the same as a folder, and searched.
///
/// It stands for whatever collection has its name, so it costs nothing to make and to keep. All of its calls throw
/// ``LookalikeError/unknownCollection(_:)`` where there is none of that name any more, and ``LookalikeError/closed``
/// after ``Store/close()``.
///
/// ```swift
/// let shelf = try await store.collection(named: "shelf", creating: NewCollection())
/// try await shelf.add(.bytes(bytes), id: "red", attributes: ["colour": "red", "price": 12])
/// ```
///
/// With some more in it, it can be searched by what it has:
///
/// ```swift
/// let result = try await shelf.search(.image("red"), k: 3, filter: ["colour": ["green", "blue"]])
/// for match in result.matches { print(match.id, match.score) }
/// ```
public struct ImageCollection: Sendable {
    /// The store that it is in.
    public let store: Store
    /// The collection's name, unique in its store.
    public let name: String

    init(store: Store, name: String) {
        self.store = store
        self.name = name
    }

    /// How many images can be found.
    ///
    /// - Throws: ``LookalikeError``.
    public var count: Int {
        get async throws { try await use { _, collection in collection.count } }
    }

    /// What the collection is like.
    ///
    /// - Throws: ``LookalikeError``.
    public var information: CollectionInformation {
        get async throws { try await use { _, collection in CollectionInformation(collection) } }
    }

    func use<Result: Sendable>(
        _ body: @Sendable (Engine, OpenCollection) async throws -> Result
    ) async throws -> Result {
        let name = name
        return try await store.holder.use { engine in
            try await body(engine, try await engine.collection(named: name))
        }
    }
}

extension ImageCollection {
    /// Keeps an image, in place of the one that has its id. It is on the disk, and can be found, when the call returns.
    /// Calls from several tasks at once are quicker than one after the other.
    ///
    /// - Parameters:
    ///   - image: the bytes of a file, a file, or a vector. Bytes are copied into the store; of a file too.
    ///   - id: 1–500 characters, none of them a control character, and not "." or ".."; nil makes a new one.
    ///   - name: shown to people; nil is the id.
    ///   - attributes: to be searched by; nil keeps those of the image that is replaced.
    /// - Throws: ``LookalikeError/unreadableImage(_:)``, ``LookalikeError/invalidVector(_:)``,
    ///   ``LookalikeError/invalidArgument(_:)``, ``LookalikeError/modelUnusable(_:)``,
    ///   ``LookalikeError/storageFull``, `CancellationError`. Nothing is changed then.
    @discardableResult
    public func add(
        _ image: NewImage, id: String? = nil, name: String? = nil, attributes: [String: AttributeValue]? = nil
    ) async throws -> AddedImage {
        let attributes = try attributes?.mapValues { try $0.json }
        return try await use { engine, collection in
            let content: IncomingImage.Content =
                switch image.content {
                case .bytes(let bytes): .bytes(bytes)
                case .file(let url): .bytes(try await engine.bytes(ofFile: url.path))
                case .vector(let vector): .vector(vector)
                }
            var image = IncomingImage(id: id, content, name: name, attributes: attributes)
            // Many at once wait for their turn, rather than being refused.
            image.isInteractive = false
            let outcome = try await engine.put(image, in: collection)
            return AddedImage(
                id: outcome.image.id, isNew: outcome.isNew, warnings: outcome.warnings.map(\.description))
        }
    }

    /// The image of an id; nil where there is none.
    ///
    /// - Throws: ``LookalikeError``.
    public func image(_ id: String) async throws -> StoredImage? {
        try await use { engine, collection in
            do {
                return StoredImage(try await engine.image(id, in: collection), engine, collection)
            } catch EngineError.unknownImage {
                return nil
            }
        }
    }

    /// Forgets an image. A file of the collection's folder stays where it is, and the next sync finds it again.
    ///
    /// - Throws: ``LookalikeError/unknownImage(_:)``, ``LookalikeError/storageFull``.
    public func remove(_ id: String) async throws {
        try await use { engine, collection in try await engine.deleteImage(id, in: collection) }
    }

    /// Brings the collection up to date with its folders: new and changed files are embedded, renamed ones keep their
    /// attributes, those whose file is gone are removed. An image's id is its file's name without the ending; where
    /// another has that, the path below the folder. Files that did not change are not read. Searches go on meanwhile, on the
    /// state before. Stopped at any moment (by cancelling the task, say) and called again, it goes on where it was.
    ///
    /// - Parameters:
    ///   - folder: one of the collection's folders, or the first one; see ``FolderSync/addsFolder``. Nil takes all of them.
    ///   - options: what is read, and what may be removed.
    ///   - progress: called often, from any thread.
    /// - Throws: ``LookalikeError/folderUnreadable(_:)``, ``LookalikeError/removalsRefused(_:)``,
    ///   ``LookalikeError/otherFolder(_:)``, ``LookalikeError/syncRunning(_:)``, ``LookalikeError/modelUnusable(_:)``,
    ///   ``LookalikeError/storageFull``, `CancellationError`.
    @discardableResult
    public func sync(
        _ folder: URL? = nil, options: FolderSync = FolderSync(),
        progress: @escaping @Sendable (SyncProgress) -> Void = { _ in }
    ) async throws -> SyncSummary {
        let directory = folder?.standardizedFileURL.path
        return try await use { engine, collection in
            let report = try await engine.sync(
                collection, directory: directory, options: options.options(engine.configuration)
            ) { progress(SyncProgress($0)) }
            return SyncSummary(report)
        }
    }

    /// Finds the images most like a query.
    ///
    /// - Parameters:
    ///   - query: an image, a vector or words.
    ///   - k: the most results, 1 or more. The first five of fifteen are the first five.
    ///   - threshold: results with a lower score are left out; see ``NewCollection/Metric`` for the range.
    ///   - filter: only images with these attributes are searched. Each names an attribute and the values that it may
    ///     have; all have to hold.
    /// - Throws: ``LookalikeError/unreadableImage(_:)``, ``LookalikeError/unknownImage(_:)``,
    ///   ``LookalikeError/invalidVector(_:)``, ``LookalikeError/invalidArgument(_:)``,
    ///   ``LookalikeError/modelUnusable(_:)``, ``LookalikeError/busy(_:)`` where more searches wait than there is room
    ///   for, `CancellationError`.
    public func search(
        _ query: ImageQuery, k: Int = 10, threshold: Double? = nil, filter: [String: [AttributeValue]] = [:]
    ) async throws -> SearchResult {
        guard k > 0 else { throw LookalikeError.invalidArgument("k is 1 or more, and not \(k).") }
        let options = try Self.options(k: k, threshold: threshold, filter: filter)
        return try await use { engine, collection in
            let asked = try await query.asked(engine)
            let answer = try await engine.search(collection, for: asked, options: options)
            return await engine.blocking { SearchResult(answer, engine, collection) }
        }
    }

    static func options(
        k: Int, threshold: Double?, filter: [String: [AttributeValue]]
    ) throws -> SearchOptions {
        guard threshold?.isFinite != false else {
            throw LookalikeError.invalidArgument("A threshold is a finite number.")
        }
        let conditions = try filter.mapValues { try $0.map { try $0.json } }
        return SearchOptions(
            topK: k, threshold: threshold, filter: conditions.isEmpty ? nil : AttributeFilter(conditions))
    }
}

extension ImageQuery {
    /// As the engine takes it.
    func asked(_ engine: Engine) async throws -> Query {
        switch subject {
        case .bytes(let bytes): .image(bytes)
        case .file(let url): .image(try await engine.bytes(ofFile: url.path))
        case .image(let id): .item(id)
        case .vector(let vector): .vector(vector)
        case .text(let text): .text(text)
        }
    }
}
