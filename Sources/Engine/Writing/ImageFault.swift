internal import Catalogue
internal import Embedding
internal import Pictures

/// Whose fault it is that an image could not be taken in.
enum ImageFault {
    /// The image's own: it is refused or remembered as broken, and the others go on.
    case image
    /// The machine's at this moment, with this image: worth a few more tries, then the image is passed over.
    case passing
    /// Ours, such as a full disk or a model that is missing: the work waits or stops, and nothing that was accepted is
    /// given up.
    case engine
    /// Nobody's: what the image is for is gone.
    case moot

    /// The one rule.
    init(_ error: any Error) {
        switch error {
        case let error as PictureError: self = error.isPassing ? .passing : .image
        case is FileReadError: self = .image
        // The others of its batch fail with it, and may be sound.
        case EmbeddingError.inferenceFailed: self = .passing
        case let error as EngineError: self.init(error)
        case CatalogueError.duplicate: self = .image
        default: self = .engine
        }
    }

    private init(_ error: EngineError) {
        switch error {
        case .unknownCategory, .categoryExists, .invalidCategoryName, .identifierTaken, .invalidImageID,
            .invalidVector:
            self = .image
        case .unknownCollection: self = .moot
        default: self = .engine
        }
    }
}

extension PictureError {
    /// Says more of the machine and the moment than of the picture, which is worth another try.
    fileprivate var isPassing: Bool {
        switch self {
        case .timedOut, .decoderUnavailable: true
        // Memory is counted against a limit, which is the same the next time.
        default: false
        }
    }
}
