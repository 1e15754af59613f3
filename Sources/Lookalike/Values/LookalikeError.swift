/// Why a call failed. `description` is a plain sentence that can be shown to people.
///
/// Calls that were cancelled throw `CancellationError` instead. Later versions may have more cases: keep a `default`
/// in a `switch`.
///
/// ```swift
/// do {
///     try await shelf.add(.bytes(bytes), id: "notes")
/// } catch LookalikeError.unreadableImage(let sentence) {
///     print(sentence)
/// }
/// ```
public enum LookalikeError: Error, Sendable, Equatable {
    /// There is no collection of that name.
    case unknownCollection(String)
    /// There is no image of that id.
    case unknownImage(String)
    /// The bytes are no image that is read here, the file can't be read, or it is too large; in a sentence.
    case unreadableImage(String)
    /// A vector of another length than the collection's, or with a number that is not finite; in a sentence.
    case invalidVector(String)
    /// A name, an id or a number that can't be; in a sentence.
    case invalidArgument(String)
    /// The model is not installed, is damaged, or is not the one that made the collection's vectors; in a sentence.
    case modelUnusable(String)
    /// The folder of images can't be read; in a sentence.
    case folderUnreadable(String)
    /// The sync would remove so many images that the folder may only look empty, and removed none; in a sentence.
    case removalsRefused(String)
    /// The collection belongs to another folder; in a sentence.
    case otherFolder(String)
    /// A sync of the collection of that name runs already.
    case syncRunning(String)
    /// Another process has the folder, or too much waits: it may work in a moment; in a sentence.
    case busy(String)
    /// The data folder can't be used as one; in a sentence.
    case storeUnusable(String)
    /// What is on the disk is damaged; it is left as it is. In a sentence.
    case damaged(String)
    /// The disk is full; nothing was changed.
    case storageFull
    /// The store was closed.
    case closed
    /// Something else went wrong; in a sentence.
    case failed(String)
}

extension LookalikeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownCollection(let name): "There is no collection called '\(name)'."
        case .unknownImage(let id): "There is no image '\(id)' in the collection."
        case .syncRunning(let name): "A sync of '\(name)' is running already."
        case .storageFull: "The disk is full; nothing was changed."
        case .closed: "The store was closed."
        case .unreadableImage(let sentence), .invalidVector(let sentence), .invalidArgument(let sentence),
            .modelUnusable(let sentence), .folderUnreadable(let sentence), .removalsRefused(let sentence),
            .otherFolder(let sentence), .busy(let sentence), .storeUnusable(let sentence),
            .damaged(let sentence), .failed(let sentence):
            sentence
        }
    }
}
