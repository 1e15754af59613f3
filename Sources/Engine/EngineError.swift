/// What the engine refuses or can't do. Surfaces turn it into a status, the command line into an exit code; each
/// in one place.
public enum EngineError: Error, Sendable, Equatable, CustomStringConvertible {
    case unknownCollection(String)
    case invalidCollectionName(String)
    case collectionExists(String)
    case unknownImage(String, collection: String)
    case invalidImageID(String)
    case unknownJob(String)
    /// The collection has no folder and none was named.
    case noFolder(collection: String)
    case folderUnreadable(path: String, detail: String)
    /// Another sync of this collection runs.
    case syncRunning(collection: String)
    /// Two models are never mixed in one collection.
    case modelMismatch(collection: String, has: String, asked: String)
    case unsupportedIndex(String)
    case invalidVector(String)
    case invalidFilter(String)
    /// The data folder is used by another process.
    case dataFolderBusy(path: String, holder: String)
    case dataFolderUnusable(path: String, detail: String)
    /// The picture's file is gone or can't be read.
    case contentMissing(String)
    /// A vector file is damaged or foreign; it is left as it is.
    case storageDamaged(String)
    case storageFull

    public var description: String {
        switch self {
        case .unknownCollection(let name): "There is no collection called '\(name)'."
        case .invalidCollectionName(let name):
            "'\(name)' can't name a collection: 1–100 letters, digits, '-', '_' or '.', beginning with a letter or digit."
        case .collectionExists(let name): "There is a collection called '\(name)' already."
        case .unknownImage(let id, let collection):
            "There is no image '\(id)' in the collection '\(collection)'."
        case .invalidImageID(let id):
            "'\(id)' can't name an image: 1–500 characters, none of them a control character, and not '.' or '..'."
        case .unknownJob(let id): "There is no job '\(id)'."
        case .noFolder(let name): "The collection '\(name)' has no folder: name one to sync it with."
        case .folderUnreadable(let path, let detail): "The folder \(path) can't be read: \(detail)."
        case .syncRunning(let name): "A sync of '\(name)' is running already."
        case .modelMismatch(let name, let has, let asked):
            "The collection '\(name)' was made with the model '\(has)', so '\(asked)' can't add to it: use another collection."
        case .unsupportedIndex(let kind): "There is no index kind '\(kind)': 'flat' is what this version has."
        case .invalidVector(let detail): "The vector can't be used: \(detail)."
        case .invalidFilter(let detail): "The filter can't be used: \(detail)."
        case .dataFolderBusy(let path, let holder): "The data folder \(path) is in use by \(holder)."
        case .dataFolderUnusable(let path, let detail): "The data folder \(path) can't be used: \(detail)."
        case .contentMissing(let id): "The file of the image '\(id)' is gone or can't be read."
        case .storageDamaged(let detail): "A file of vectors can't be used and was left as it is: \(detail)"
        case .storageFull: "The disk is full; nothing was changed."
        }
    }
}
