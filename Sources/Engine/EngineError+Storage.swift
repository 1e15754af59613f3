internal import Vectors

extension EngineError {
    /// What stands against using a collection's files.
    static func damaged(_ collection: String, _ detail: String) -> EngineError {
        .storageDamaged("the collection '\(collection)' can't be used. \(detail)")
    }

    /// Why an index gave no answer: a stored vector that is damaged is not the query's fault, all else is.
    init(_ error: IndexError, in collection: String) {
        if case .damagedRow = error {
            self = .damaged(
                collection, "\(error) 'lookalike collections verify \(collection)' names the pictures.")
        } else {
            self = .invalidVector("\(error)")
        }
    }
}
