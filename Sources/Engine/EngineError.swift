/// Errors of the engine. Interfaces turn them into status codes and the command line into exit codes, each in one
/// place.
public enum EngineError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no collection of this name.
    case unknownCollection(String)
    /// A collection can't have this name; see ``/LookalikeCatalogue/CollectionName``.
    case invalidCollectionName(String)
    /// The name is taken.
    case collectionExists(String)
    /// The collection has no image with this id.
    case unknownImage(String, collection: String)
    /// An image can't have this id: it is empty, longer than 500 characters, or has a control character.
    case invalidImageID(String)
    /// Another image of the collection has this number or code.
    case identifierTaken(String, collection: String)
    /// The collection has no category with this name or id.
    case unknownCategory(String, collection: String)
    /// The collection has a category of this name.
    case categoryExists(String)
    /// A category can't have this name or id.
    case invalidCategoryName(String)
    /// No job has this id. Only the latest finished jobs are kept.
    case unknownJob(String)
    /// No orphan has this id.
    case unknownOrphan(String)
    /// The orphan can't become part of the catalogue.
    case notAdoptable(String, reason: String)
    /// The collection has no folder and none was named.
    case noFolder(collection: String)
    /// The folder to sync with is missing, or its permissions refuse to list it.
    case folderUnreadable(path: String, detail: String)
    /// The folder is not a root of the collection.
    case otherFolder(collection: String, has: String, asked: String)
    /// The collection has no root with this id or path.
    case unknownRoot(String, collection: String)
    /// The folder can't become a root of the collection. The reason completes a sentence.
    case rootRefused(path: String, collection: String, reason: String)
    /// So many images would be removed that the folder may only appear empty.
    case removalsRefused(RemovalRefusal)
    /// Another sync of this collection runs.
    case syncRunning(collection: String)
    /// A search for the duplicates of this collection runs already.
    case duplicateSearchRunning(collection: String)
    /// The image is a duplicate of these, and such were to be refused. Nothing was stored.
    case duplicateRefused([String], collection: String)
    /// No decision about duplicates has this id.
    case unknownDecision(String, collection: String)
    /// These images can't be decided about. The text completes a sentence.
    case invalidDecision(String)
    /// A collection never mixes two models.
    case modelMismatch(collection: String, has: String, asked: String)
    /// A different network is installed under the name of the collection's model.
    case modelReplaced(ModelReplacement)
    /// The collection is for vectors that clients send, or its model is not installed. It accepts and searches
    /// vectors, but no images.
    case modelNotInstalled(model: String?, collection: String)
    /// Properties of the vectors can't change while there are vectors.
    case collectionNotEmpty(String)
    /// The collection can't have vectors of this length. The text completes a sentence.
    case invalidDimension(String)
    /// There is no index kind of this name.
    case unsupportedIndex(String)
    /// One sentence.
    case invalidIndexParameters(String)
    /// The vector has the wrong length, or numbers that can't be compared. The text completes a sentence.
    case invalidVector(String)
    /// In a sentence.
    case invalidQuery(String)
    /// A path of a file leads out of its folder.
    case invalidPath(String)
    /// A collection can't take frames like this. The text is a sentence.
    case invalidFrames(String)
    /// The filter can't be applied. The text completes a sentence.
    case invalidFilter(String)
    /// The cursor is not one, or is of another search. The text completes a sentence.
    case invalidCursor(String)
    /// The search that the cursor is of is not kept any more.
    case cursorExpired
    /// Someone else has opened the collection's file.
    case collectionBusy(String)
    /// Another process uses the data folder.
    case dataFolderBusy(path: String, holder: String)
    /// The data folder can't be read or written. The detail completes a sentence.
    case dataFolderUnusable(path: String, detail: String)
    /// The folder has content that Lookalike did not create.
    case dataFolderForeign(path: String, names: [String])
    /// The image's file is missing or unreadable.
    case contentMissing(String)
    /// A vector file or a vector in it is damaged, or the file belongs to something else; it is left as it is. The
    /// text says what is damaged.
    case storageDamaged(String)
    /// What scores are worth can't be measured in a collection; the reason is the end of a sentence.
    case notCalibratable(String)
    /// A collection can't be migrated to another model, or not now.
    case migration(MigrationError)
    /// The disk is full; nothing was changed.
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
        case .identifierTaken(let name, let collection):
            "Another image of the collection '\(collection)' has the number or code '\(name)'."
        case .unknownCategory(let id, let collection):
            "There is no category '\(id)' in the collection '\(collection)'."
        case .categoryExists(let name): "There is a category '\(name)' already."
        case .invalidCategoryName(let name):
            "'\(name)' can't be a category: a name has 1–200 characters, none of them a control character, and an id is not negative."
        case .unknownJob(let id): "There is no job '\(id)'."
        case .unknownOrphan(let id): "There is no orphan '\(id)': 'lookalike orphans' lists which there are."
        case .notAdoptable(let id, let reason): "'\(id)' can't be adopted: \(reason)."
        case .noFolder(let name): "The collection '\(name)' has no folder: name one to sync it with."
        case .folderUnreadable(let path, let detail): "The folder \(path) can't be read: \(detail)."
        case .otherFolder(let name, let has, let asked):
            "The collection '\(name)' holds the images of \(has), not of \(asked). Add this folder to it (lookalike add, or POST /collections/\(name)/roots over HTTP), use another collection, or replace the folder, which removes its images from the collection: --replace-folder on the command line, replace_folder=true over HTTP."
        case .unknownRoot(let root, let collection):
            "The collection '\(collection)' has no root '\(root)': 'lookalike roots list' shows which there are."
        case .rootRefused(let path, let collection, let reason):
            "\(path) can't become a root of '\(collection)': \(reason)."
        case .removalsRefused(let refusal): refusal.description
        case .syncRunning(let name): "A sync of '\(name)' is running already."
        case .duplicateSearchRunning(let name):
            "A search for the duplicates of '\(name)' is running already."
        case .duplicateRefused(let ids, let collection):
            "The image is a duplicate of \(Self.list(ids)) in the collection '\(collection)'. Nothing was stored."
        case .unknownDecision(let id, let collection):
            "There is no decision '\(id)' about duplicates of the collection '\(collection)'."
        case .invalidDecision(let detail): "The decision can't be made: \(detail)."
        case .modelMismatch(let name, let has, let asked):
            "The collection '\(name)' was made with the model '\(has)', so '\(asked)' can't add to it: use another collection."
        case .modelReplaced(let replacement): replacement.description
        case .modelNotInstalled(let model?, let collection):
            "The model '\(model)' of the collection '\(collection)' is not installed: put its folder into the data folder's 'models' folder, or name its folder in LOOKALIKE_MODEL_DIRS. Vectors can be added and searched without it."
        case .modelNotInstalled(nil, let collection):
            "The collection '\(collection)' has no model, so it takes and searches vectors only."
        case .collectionNotEmpty(let name):
            "The collection '\(name)' is not empty: its model and dimension can only change while it is."
        case .invalidDimension(let detail): "The dimension can't be used: \(detail)."
        case .invalidIndexParameters(let problem): "The index cannot be made so: \(problem)"
        case .unsupportedIndex(let kind):
            "There is no index kind '\(kind)': 'auto', 'flat', 'ivfflat' and 'hnsw' are what this version has."
        case .invalidVector(let detail): "The vector can't be used: \(detail)."
        case .invalidFrames(let sentence): sentence
        case .invalidPath(let path): "'\(path)' is no path of a file below a folder."
        case .invalidQuery(let problem): "The query can't be used: \(problem)"
        case .invalidFilter(let detail): "The filter can't be used: \(detail)."
        case .invalidCursor(let detail): "The cursor can't be used: \(detail)."
        case .cursorExpired:
            "The search that the cursor is of is not kept any more: send the cursor together with the query."
        case .collectionBusy(let name): "The collection '\(name)' is in use elsewhere; try again in a moment."
        case .dataFolderBusy(let path, let holder): "The data folder \(path) is in use by \(holder)."
        case .dataFolderUnusable(let path, let detail): "The data folder \(path) can't be used: \(detail)."
        case .dataFolderForeign(let path, let names):
            "The folder \(path) is no data folder of Lookalike: it holds \(Self.list(names)). Nothing was changed. Name an empty folder, or one that is not there yet."
        case .contentMissing(let id): "The file of the image '\(id)' is gone or can't be read."
        case .storageDamaged(let detail): "Storage damaged: \(detail)"
        case .notCalibratable(let reason): "What its scores are worth can't be measured: \(reason)."
        case .migration(let error): error.description
        case .storageFull: "The disk is full; nothing was changed."
        }
    }

    /// The first few, and how many more.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }
}
