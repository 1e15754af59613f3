#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// An error of a vector store. Each driver has its own; whoever decides what follows asks for the kind.
public protocol VectorStoreError: Error {
    /// What can be done about it.
    var kind: VectorStoreErrorKind { get }
}

/// What can be done about an error of a vector store.
public enum VectorStoreErrorKind: Sendable {
    /// There is no room: nothing was changed, and the same may work later.
    case full
    /// Somebody else is writing to it.
    case inUse
    /// What is stored can't be used.
    case damaged
}

extension VectorFileError: VectorStoreError {
    /// `full` for a full disk or quota, `inUse` for another writer, `damaged` for all else.
    public var kind: VectorStoreErrorKind {
        switch self {
        case .system(_, _, ENOSPC), .system(_, _, EDQUOT): .full
        case .inUse: .inUse
        default: .damaged
        }
    }
}
