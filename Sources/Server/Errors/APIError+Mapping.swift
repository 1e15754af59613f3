internal import Foundation
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeFetching
internal import LookalikeModelRegistry
internal import LookalikeModelTools
internal import LookalikeMultipart
internal import LookalikeOpenAPI
internal import LookalikePictures
internal import LookalikeVectors
internal import LookalikeZlib

extension APIError {
    /// The single place where errors become status codes.
    init(_ error: any Error) {
        switch error {
        case let error as APIError: self = error
        case let error as ValidationIssues:
            self.init(status: .unprocessableContent, message: "The request is not valid.", issues: error)
        case let error as MultipartError:
            self.init(status: error.isTooLarge ? .contentTooLarge : .badRequest, message: "\(error)")
        case let error as InflateError: self.init(body: error)
        case let error as PictureError: self.init(image: error)
        case let error as EmbeddingError: self.init(embedding: error)
        case let error as EngineError: self.init(engine: error)
        case let error as ImageFetchError: self.init(fetching: error)
        case let error as ModelInstallError: self.init(model: error)
        case let error as QuantizationRunError: self.init(status: .badRequest, message: "\(error)")
        case let error as BackupError: self.init(backup: error)
        case let error as ServedNameError: self.init(status: .conflict, message: "\(error)")
        case let error as CatalogueError: self.init(catalogue: error)
        case let error as any VectorStoreError: self.init(engine: .storageDamaged("\(error)"))
        case let error as IndexError: self.init(index: error)
        case let error as HTTPError: self.init(http: error)
        case is CancellationError: self.init(embedding: .cancelled)
        // The connection has ended: only the log shows this.
        case is BodyInterrupted: self.init(embedding: .cancelled)
        default: self.init(status: .internalServerError, message: "Something went wrong; the log says what.")
        }
    }

    /// Of a request's compressed body.
    private init(body error: InflateError) {
        let status: HTTPResponse.Status =
            switch error {
            case .damaged: .badRequest
            case .tooLarge: .contentTooLarge
            case .noMemory: .serviceUnavailable
            }
        self.init(status: status, message: "The body can't be read: \(error).")
    }

    private init(image error: PictureError) {
        switch error {
        case .tooManyBytes: self.init(status: .contentTooLarge, message: "\(error)")
        default: self.init(status: .badRequest, message: "\(error)")
        }
    }

    private init(embedding error: EmbeddingError) {
        switch error {
        case .unknownModel, .unknownWords: self.init(status: .badRequest, message: "\(error)")
        case .unusableModel, .deviceMissing: self.init(status: .serviceUnavailable, message: "\(error)")
        case .overloaded(let retryAfter):
            self.init(
                status: .serviceUnavailable, message: "\(error)",
                headers: [.retryAfter: "\(max(1, Int(retryAfter.seconds)))"])
        // Nobody sees this: the client is gone.
        case .cancelled:
            self.init(status: .init(code: 499, reasonPhrase: "Client Closed Request"), message: "\(error)")
        case .inferenceFailed: self.init(status: .internalServerError, message: "\(error)")
        }
    }

    private init(fetching error: ImageFetchError) {
        let status: HTTPResponse.Status =
            switch error {
            case .invalidAddress: .badRequest
            case .notPublic: .forbidden
            case .tooLarge: .contentTooLarge
            case .tooSlow: .gatewayTimeout
            case .unresolvable, .tooManyRedirects, .refused, .unreachable: .badGateway
            }
        self.init(status: status, message: "\(error)")
    }

    private init(model error: ModelInstallError) {
        let status: HTTPResponse.Status =
            switch error {
            case .unknownModel, .unknownArchitecture, .notInstalled: .notFound
            case .exists, .notRemovable, .notExportable, .changed: .conflict
            case .unknownRecipe, .invalidName, .wrongHash, .notDownloadable, .weights, .missingFile:
                .badRequest
            case .download: .badGateway
            case .storage: .internalServerError
            }
        self.init(status: status, message: "\(error)")
    }

    private init(backup error: BackupError) {
        switch error {
        case .notConfigured: self.init(status: .notImplemented, message: "\(error)")
        case .unknown: self.init(status: .notFound, message: "\(error)")
        case .invalidName: self.init(status: .badRequest, message: "\(error)")
        case .exists(let path):
            let name = path.split(separator: "/").last.map(String.init) ?? path
            self.init(status: .conflict, message: "There is a backup '\(name)' already.")
        case .inUse: self.init(status: .conflict, message: "\(error)")
        case .full:
            self.init(status: .init(code: 507, reasonPhrase: "Insufficient Storage"), message: "\(error)")
        case .foreign, .newer, .cutOff, .damaged, .unfinished, .folderHasData, .restless, .failed:
            self.init(status: .internalServerError, message: "\(error)")
        }
    }

    private init(engine error: EngineError) {
        let status: HTTPResponse.Status =
            switch error {
            case .unknownCollection, .unknownImage, .unknownJob, .unknownDecision, .unknownCategory,
                .unknownOrphan, .unknownRoot, .contentMissing:
                .notFound
            case .invalidCollectionName, .invalidImageID, .unsupportedIndex, .invalidIndexParameters,
                .invalidVector, .invalidQuery, .invalidFrames, .invalidPath, .invalidFilter,
                .invalidCategoryName,
                .notCalibratable,
                .invalidDimension, .noFolder, .folderUnreadable, .invalidCursor, .invalidDecision:
                .badRequest
            case .cursorExpired: .gone
            case .collectionExists, .syncRunning, .modelMismatch, .collectionNotEmpty, .categoryExists,
                .identifierTaken, .notAdoptable, .otherFolder, .removalsRefused, .rootRefused,
                .duplicateSearchRunning, .duplicateRefused:
                .conflict
            case .dataFolderBusy, .dataFolderUnusable, .dataFolderForeign, .storageDamaged, .collectionBusy:
                .serviceUnavailable
            // A collection without a model never accepts images; one with a missing model will once it is installed.
            case .modelNotInstalled(let model, _): model == nil ? .conflict : .serviceUnavailable
            case .modelReplaced: .serviceUnavailable
            case .migration(let error): Self.status(of: error)
            case .storageFull: .init(code: 507, reasonPhrase: "Insufficient Storage")
            }
        self.init(status: status, message: "\(error)")
    }

    private static func status(of error: MigrationError) -> HTTPResponse.Status {
        switch error {
        case .none: .notFound
        case .modelGone, .modelChanged: .serviceUnavailable
        case .unfinished, .kept, .filling, .running, .sameModel, .imagesUnavailable, .switched: .conflict
        }
    }

    private init(index error: IndexError) {
        if case .damagedRow = error {
            self.init(engine: .storageDamaged("\(error)"))
        } else {
            self.init(engine: .invalidVector("\(error)"))
        }
    }

    private init(catalogue error: CatalogueError) {
        switch error {
        case .duplicate: self.init(status: .conflict, message: "\(error)")
        case .full:
            self.init(status: .init(code: 507, reasonPhrase: "Insufficient Storage"), message: "\(error)")
        case .unusable, .outdated, .failed:
            self.init(status: .internalServerError, message: "The catalogue failed; the log says why.")
        }
    }

    private init(http error: HTTPError) {
        switch error.status {
        case .notFound: self = .notFound
        default:
            self.init(
                status: error.status, message: error.body ?? error.status.reasonPhrase, headers: error.headers
            )
        }
    }
}
