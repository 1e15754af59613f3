internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikePictures

/// Calls what may throw errors of the modules below, and throws the library's instead: the one place where they are
/// turned.
func translated<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    do {
        return try await body()
    } catch EmbeddingError.cancelled {
        throw CancellationError()
    } catch let error as CancellationError {
        throw error
    } catch {
        throw LookalikeError(error)
    }
}

extension LookalikeError {
    fileprivate init(_ error: any Error) {
        self =
            switch error {
            case let error as LookalikeError: error
            case let error as EngineError: LookalikeError(engine: error)
            case let error as EmbeddingError: LookalikeError(embedding: error)
            case let error as CatalogueError: LookalikeError(catalogue: error)
            case let error as PictureError: .unreadableImage(error.description)
            case let error as FileReadError: .unreadableImage("The file can't be read: \(error.detail).")
            default: .failed("\(error)")
            }
    }

    private init(engine error: EngineError) {
        self =
            switch error {
            case .unknownCollection(let name): .unknownCollection(name)
            case .unknownImage(let id, _): .unknownImage(id)
            case .invalidVector: .invalidVector("\(error)")
            case .modelMismatch, .modelReplaced: .modelUnusable("\(error)")
            case .modelNotInstalled(let model, let collection):
                .modelUnusable(Self.missing(model, of: collection))
            case .noFolder, .folderUnreadable: .folderUnreadable("\(error)")
            case .removalsRefused(let refusal): .removalsRefused(refusal.sentence)
            case .otherFolder(let name, let has, let asked):
                .otherFolder(
                    "The collection '\(name)' holds the images of \(has), not of \(asked): add it with FolderSync.addsFolder, use another collection, or replace the folder with FolderSync.replacesFolder, which removes its images from the collection."
                )
            case .syncRunning(let name): .syncRunning(name)
            case .collectionBusy, .dataFolderBusy, .duplicateSearchRunning: .busy("\(error)")
            case .dataFolderUnusable, .dataFolderForeign: .storeUnusable("\(error)")
            case .storageDamaged, .contentMissing: .damaged("\(error)")
            case .storageFull: .storageFull
            case .migration(let error): LookalikeError(migration: error)
            case .invalidCollectionName, .collectionExists, .invalidImageID, .identifierTaken,
                .unknownCategory,
                .categoryExists, .invalidCategoryName, .unknownJob, .unknownOrphan, .notAdoptable,
                .collectionNotEmpty, .invalidDimension, .unsupportedIndex, .invalidIndexParameters,
                .invalidFilter, .invalidQuery, .invalidFrames, .invalidPath, .unknownRoot, .rootRefused,
                .notCalibratable,
                .duplicateRefused, .unknownDecision, .invalidDecision, .invalidCursor, .cursorExpired:
                .invalidArgument("\(error)")
            }
    }

    private init(migration error: MigrationError) {
        self =
            switch error {
            case .modelGone, .modelChanged: .modelUnusable("\(error)")
            case .running, .switched: .busy("\(error)")
            case .none, .unfinished, .kept, .filling, .sameModel, .imagesUnavailable:
                .invalidArgument("\(error)")
            }
    }

    private init(embedding error: EmbeddingError) {
        self =
            switch error {
            case .unknownModel, .unusableModel, .deviceMissing: .modelUnusable("\(error)")
            case .unknownWords: .invalidArgument("\(error)")
            case .overloaded: .busy("There is as much work as can be taken; try again in a moment.")
            case .cancelled, .inferenceFailed: .failed("\(error)")
            }
    }

    private init(catalogue error: CatalogueError) {
        self =
            switch error {
            case .full: .storageFull
            case .unusable, .outdated: .storeUnusable("\(error)")
            case .duplicate: .invalidArgument("\(error)")
            case .failed: .failed("\(error)")
            }
    }

    private static func missing(_ model: String?, of collection: String) -> String {
        guard let model else {
            return "The collection '\(collection)' has no model, so it takes and searches vectors only."
        }
        return
            "The model '\(model)' of the collection '\(collection)' is not installed: name the folder that holds its folder in StoreOptions.modelFolders. Vectors can be added and searched without it."
    }
}

extension RemovalRefusal {
    /// As a caller of the library needs it.
    fileprivate var sentence: String {
        "The sync of '\(collection)' would remove \(removed) of \(total) images of \(place), whose files are not there any more. Nothing was removed. If a disk is not mounted or a folder was moved, mend that and sync again; if the files are meant to be gone, set FolderSync.allowsRemovals."
    }

    private var place: String {
        if case .place(let path) = reason {
            "\(directory)/\(path), a link or a mount point"
        } else {
            directory
        }
    }
}
