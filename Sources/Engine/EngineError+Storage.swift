internal import Vectors

extension EngineError {
    /// A problem with a collection's files.
    static func damaged(_ collection: String, _ detail: String) -> EngineError {
        .storageDamaged("the collection '\(collection)' can't be used. \(detail)")
    }

    /// Why a search failed: a damaged stored vector is not the query's fault, everything else is.
    init(_ error: IndexError, in collection: String) {
        if case .damagedRow = error {
            self = .damaged(
                collection, "\(error) 'lookalike collections verify \(collection)' names the pictures.")
        } else {
            self = .invalidVector("\(error)")
        }
    }
}
