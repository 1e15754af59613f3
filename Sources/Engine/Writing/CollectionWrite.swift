internal import Catalogue
internal import JSON

/// Which category a picture gets.
public enum CategoryChoice: Sendable, Equatable {
    /// That of the picture that it replaces; none for a new one.
    case unchanged
    case none
    /// One that exists.
    case id(Int64)
    /// Made where there is none of that name.
    case named(String)
    /// That of the nearest prototype; where there is no prototype yet, "Uncategorized", which is made.
    case nearest
}

/// What becomes of a picture whose bytes the collection has already under another id.
public enum CopyRule: Sendable, Equatable {
    /// It is kept like any other.
    case store
    /// Nothing is stored; the answer is the picture that is there. One whose own id is known is replaced.
    case answerExisting
}

/// What one caller wants written: all of it or nothing, together with what others want at the same moment.
enum CollectionWrite: Sendable {
    case put([StoredPicture], copies: CopyRule, model: String?)
    /// Gives an image another vector, unless it is not what it was any more.
    case heal(StoredPicture, of: ImageRecord)
    case delete(key: String)
    /// Those that are there.
    case deleteAll(keys: [String])
    /// Nil attributes stay as they are.
    case label(key: String, attributes: [String: JSONValue]?, category: CategoryChoice)
    case createCategory(String, id: Int64?)
    case renameCategory(Int64, String)
    case deleteCategory(Int64)

    /// The pictures that it is about.
    var keys: [String] {
        switch self {
        case .put(let pictures, _, _): pictures.map(\.key)
        case .heal(let picture, _): [picture.key]
        case .delete(let key), .label(let key, _, _): [key]
        case .deleteAll(let keys): keys
        case .createCategory, .renameCategory, .deleteCategory: []
        }
    }

    /// How many pictures, and how many bytes of them, are held in memory until it is done.
    var weight: (count: Int, bytes: Int) {
        guard case .put(let pictures, _, _) = self else { return (1, 0) }
        return (pictures.count, pictures.reduce(0) { $0 + ($1.content?.count ?? 0) })
    }
}

/// What was written.
enum WriteResult: Sendable {
    case images([StoredRecord])
    case category(CategoryRecord)
    /// How many there were.
    case deleted(Int)
    case done
}
