internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeVectors
internal import Synchronization

/// An open company's folder: its vectors mapped from the cache, its names in memory. It does not change when the
/// files do.
final class OpenCompany: Sendable {
    let folder: CompanyFolder
    let facts: CompanyFacts
    let names: ImageNames
    let index: FlatIndex
    let bytes: Int
    private let state: Mutex<State>

    private struct State {
        /// The signature of unreadable files that it is served in place of.
        var refused: CompanySignature?
        var problem: String?
    }

    init(_ folder: CompanyFolder, _ facts: CompanyFacts, _ names: ImageNames, _ file: VectorFile) throws {
        self.folder = folder
        self.facts = facts
        self.names = names
        let live = (0..<facts.count).map { RowReference(id: Int64($0), row: $0) }
        index = FlatIndex(try file.snapshot(live: live), metric: .cosine)
        bytes = file.byteCount + names.byteCount + 16 * facts.count
        let skipped = facts.skipped
        state = Mutex(
            State(
                problem: skipped == 0
                    ? nil
                    : "\(skipped) of its vectors \(skipped == 1 ? "has" : "have") a NaN or an infinity and can't be found."
            ))
    }

    /// Whether it was made from these files, or is served in place of them because they are unreadable.
    func serves(_ signature: CompanySignature) -> Bool {
        if facts.signature.isSettled, facts.signature.isLike(signature) { return true }
        guard let refused = state.withLock({ $0.refused }) else { return false }
        return refused.isSettled && refused.isLike(signature)
    }

    /// Continues to be served in place of unreadable files.
    func serve(inPlaceOf signature: CompanySignature, problem: String) {
        state.withLock { $0 = State(refused: signature, problem: problem) }
    }

    /// Why it does not show everything in its files; nil if it does.
    var problem: String? { state.withLock { $0.problem } }

    var preparation: ImagePreparation { ImagePreparation(rawValue: facts.preparation) ?? .asImported }
}
