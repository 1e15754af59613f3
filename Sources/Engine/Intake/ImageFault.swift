internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeVideo

/// Whose fault it is that an image could not be stored.
enum ImageFault {
    /// The image's: it is refused or remembered as broken, and the others continue.
    case image
    /// The machine's, at this moment and with this image: retried a few times, then the image is skipped.
    case passing
    /// The machine's, such as a full disk or a missing model: the work waits or stops, and nothing that was accepted
    /// is lost.
    case engine
    /// Nobody's: the image's collection is gone.
    case moot

    /// The single rule.
    init(_ error: any Error) {
        switch error {
        case let error as PictureError: self = error.isPassing ? .passing : .image
        case is FileReadError, is VideoError: self = .image
        // The other images of its batch fail with it and may be fine.
        case EmbeddingError.inferenceFailed: self = .passing
        case let error as EngineError: self.init(error)
        case CatalogueError.duplicate: self = .image
        default: self = .engine
        }
    }

    private init(_ error: EngineError) {
        switch error {
        case .unknownCategory, .categoryExists, .invalidCategoryName, .identifierTaken, .invalidImageID,
            .duplicateRefused,
            .invalidVector, .invalidPath:
            self = .image
        case .unknownCollection: self = .moot
        default: self = .engine
        }
    }
}

extension PictureError {
    /// Depends on the machine at this moment more than on the image, so it is worth another try.
    fileprivate var isPassing: Bool {
        switch self {
        case .timedOut, .decoderUnavailable: true
        // Memory is checked against a fixed limit.
        default: false
        }
    }
}
