/// Which collections are kept up to date by watching their roots.
public enum WatchedCollections: Sendable, Equatable {
    /// All that there are and that are to come.
    case all
    /// Those of these names.
    case named(Set<String>)

    func contains(_ name: String) -> Bool {
        switch self {
        case .all: true
        case .named(let names): names.contains(name)
        }
    }
}

/// What a watcher has to say to people.
public struct WatchNote: Sendable, Equatable {
    /// One sentence or more.
    public let text: String
    /// Whether something is not as it should be.
    public let isWarning: Bool

    /// A note for a log.
    public init(text: String, isWarning: Bool) {
        self.text = text
        self.isWarning = isWarning
    }
}
