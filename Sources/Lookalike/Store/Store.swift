public import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine

/// A data folder, open: collections of images, their vectors, and the models that make them.
///
/// ```swift
/// let store = try await Store(at: folder)
/// let shelf = try await store.collection(named: "shelf", creating: NewCollection())
/// try await shelf.add(.file(photo), id: "mug-1")
/// let found = try await shelf.search(.file(photo), k: 5)
/// await store.close()
/// ```
///
/// One process at a time may write to a data folder; others, and the `lookalike` program, may read it meanwhile
/// (``StoreOptions/isReadOnly``). It is the same folder that `lookalike serve` and `lookalike sync` use.
///
/// A store may be used from many tasks at once. None of its calls blocks one of Swift's own threads.
public final class Store: Sendable {
    let holder: EngineHolder

    /// Opens a data folder.
    ///
    /// - Parameters:
    ///   - folder: on the local disk. Where there is none, or an empty one, a new data folder is made. One that holds
    ///     something else is refused, and nothing in it is changed.
    /// - Throws: ``LookalikeError/busy(_:)`` where another process writes to the folder,
    ///   ``LookalikeError/storeUnusable(_:)``, ``LookalikeError/modelUnusable(_:)``.
    public init(at folder: URL, options: StoreOptions = StoreOptions()) async throws {
        holder = try await translated {
            EngineHolder(try await options.engine(at: folder))
        }
    }

    /// The data folder that `lookalike serve` and the other commands use where none is named:
    /// `$XDG_DATA_HOME/lookalike`, else `~/.local/share/lookalike`, or `lookalike-data` in the current folder if an earlier
    /// version has made one there.
    public static var defaultFolder: URL { URL(fileURLWithPath: DefaultDataFolder().path) }

    /// Waits for the calls that are under way and closes the folder, so that another store or program may write to it.
    /// Calls that come later throw ``LookalikeError/closed``. Closing twice does nothing.
    ///
    /// An index that is being made in the background is finished first by its own thread, which this does not wait
    /// for: a store that is opened on the folder meanwhile may find that collection ``LookalikeError/busy(_:)``.
    ///
    /// A store that is let go of without being closed is closed once nothing uses it any more.
    public func close() async {
        await holder.close()
    }
}

extension Store {
    /// A collection that is there.
    ///
    /// - Throws: ``LookalikeError/unknownCollection(_:)``, ``LookalikeError/damaged(_:)``, ``LookalikeError/busy(_:)``.
    public func collection(named name: String) async throws -> ImageCollection {
        _ = try await holder.use { try await $0.collection(named: name) }
        return ImageCollection(store: self, name: name)
    }

    /// The collection of that name, made where there is none.
    ///
    /// - Parameters:
    ///   - name: 1–100 letters, digits, `-`, `_` and `.`, beginning with a letter or digit.
    ///   - new: what a new one is like. One that is there stays as it is.
    /// - Throws: ``LookalikeError/modelUnusable(_:)`` where `new` names a model that is not installed, or another than
    ///   the collection was made with; ``LookalikeError/invalidArgument(_:)``, ``LookalikeError/damaged(_:)``,
    ///   ``LookalikeError/storageFull``.
    public func collection(named name: String, creating new: NewCollection) async throws -> ImageCollection {
        let options = new.options
        try await holder.use { engine in
            _ = try await engine.collection(named: name, creatingWith: options)
        }
        return ImageCollection(store: self, name: name)
    }

    /// All collections, by name.
    ///
    /// - Throws: ``LookalikeError/failed(_:)`` where the records can't be read.
    public func collections() async throws -> [ImageCollection] {
        let names = try await holder.use { engine in
            try await engine.collectionRecords().map(\.name)
        }
        return names.map { ImageCollection(store: self, name: $0) }
    }

    /// Removes a collection, its vectors, and the images whose bytes were added to it. Files of its folder stay.
    ///
    /// - Throws: ``LookalikeError/unknownCollection(_:)``, ``LookalikeError/syncRunning(_:)``.
    public func deleteCollection(named name: String) async throws {
        try await holder.use { try await $0.deleteCollection(named: name) }
    }

    /// Gives a collection another name. An ``ImageCollection`` of the old name finds nothing any more.
    ///
    /// - Returns: the collection under its new name.
    /// - Throws: ``LookalikeError/unknownCollection(_:)``, ``LookalikeError/invalidArgument(_:)`` where the name can't be
    ///   used or is taken, ``LookalikeError/syncRunning(_:)``.
    public func renameCollection(named name: String, to new: String) async throws -> ImageCollection {
        try await holder.use { _ = try await $0.renameCollection(named: name, to: new) }
        return ImageCollection(store: self, name: new)
    }

    /// Names of the models that can be used, the built-in one first.
    ///
    /// - Throws: ``LookalikeError/closed``.
    public func models() async throws -> [String] {
        try await holder.use { engine in
            await engine.blocking { engine.embedder.library.scan().models.map(\.manifest.name) }
        }
    }
}
