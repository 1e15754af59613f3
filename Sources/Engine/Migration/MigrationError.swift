/// Why a collection can't be migrated to another model, or not now.
public enum MigrationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The collection has no migration.
    case none(collection: String)
    /// Another migration has to end first.
    case unfinished(collection: String, model: String)
    /// The old vectors of an earlier migration are still kept.
    case kept(collection: String)
    /// Searches use the old vectors still, so that there is nothing to roll back or to finish.
    case filling(collection: String)
    /// Somebody is working on it at this moment.
    case running(collection: String)
    /// The vectors are of this model already.
    case sameModel(collection: String, model: String)
    /// Images would be left without a vector.
    case imagesUnavailable(UnavailableImages)
    /// The model that the new vectors are made with is not installed any more.
    case modelGone(collection: String, model: String)
    /// Another network has been installed under the name of the model that makes the new vectors.
    case modelChanged(collection: String, model: String)
    /// A vector came for the model that the collection had a moment ago.
    case switched(collection: String)

    public var description: String {
        switch self {
        case .none(let name): "There is no migration of the collection '\(name)'."
        case .unfinished(let name, let model):
            "A migration of '\(name)' to the model '\(model)' is not finished: go on with it, or cancel it first."
        case .kept(let name):
            "The vectors of '\(name)' from before its last migration are still kept: roll it back, or finish it, first."
        case .filling(let name):
            "The migration of '\(name)' is not done: searches use the old vectors. It can be continued or cancelled."
        case .running(let name): "The collection '\(name)' is being migrated at this moment."
        case .sameModel(let name, let model):
            "The vectors of '\(name)' are of the model '\(model)' already, as it is installed."
        case .imagesUnavailable(let images): images.description
        case .modelGone(let name, let model):
            "The migration of '\(name)' can't go on: the model '\(model)' is not installed any more. Install it again, or cancel the migration."
        case .modelChanged(let name, let model):
            "The migration of '\(name)' can't go on: another network is installed under the name '\(model)' than the one that made the vectors so far. Install that one again, or cancel the migration."
        case .switched(let name):
            "The collection '\(name)' has just been migrated to another model: send it again."
        }
    }
}

/// Images that another model can't make vectors of, because their bytes are not there.
public struct UnavailableImages: Sendable, Codable, Equatable, CustomStringConvertible {
    /// Why an image's bytes are not there.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// A client sent a vector without an image.
        case vectorOnly = "vector_only"
        /// Its file is gone.
        case missing
        /// Its file has changed since it was read.
        case changed
        /// It can't be decoded, or the model fails with it.
        case unreadable

        fileprivate var phrase: String {
            switch self {
            case .vectorOnly: "came as vectors without an image"
            case .missing: "have lost their file"
            case .changed: "have changed since the last sync"
            case .unreadable: "can't be read"
            }
        }
    }

    /// One of them.
    public struct Example: Sendable, Codable, Equatable {
        /// The image's id.
        public var id: String
        /// Why its bytes are not there.
        public var reason: Reason
        /// More on that, in a sentence; nil where there is nothing more to say.
        public var detail: String?
    }

    /// The most examples that are kept.
    public static let mostExamples = 100

    /// The collection's name.
    public let collection: String
    /// The collection's images that can be found.
    public var total = 0
    /// How many have no bytes.
    public private(set) var count = 0
    /// How many there are of each kind.
    public private(set) var reasons: [String: Int] = [:]
    /// The first hundred.
    public private(set) var examples: [Example] = []

    init(_ collection: String) {
        self.collection = collection
    }

    mutating func add(_ example: Example) {
        count += 1
        reasons[example.reason.rawValue, default: 0] += 1
        if examples.count < Self.mostExamples { examples.append(example) }
    }

    /// Such as "3 have lost their file", for each reason.
    public var phrases: [String] {
        Reason.allCases.compactMap { reason in
            reasons[reason.rawValue].map { "\($0) \(reason.phrase)" }
        }
    }

    public var description: String {
        let names = examples.prefix(3).map { "'\($0.id)'" }.joined(separator: ", ")
        return
            "\(count) of the \(total) images of '\(collection)' can't be embedded anew: \(phrases.joined(separator: ", ")) (\(names)\(count > 3 ? " …" : "")). Nothing was switched. Sync the collection first if its files have changed, or let them be left out of searches: --drop-missing on the command line, drop_missing over HTTP. They stay in the catalogue."
    }
}
