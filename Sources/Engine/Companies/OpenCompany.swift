internal import Catalogue
internal import Foundation
internal import JSON
internal import Synchronization
internal import Vectors

/// A company's folder, open: its vectors mapped from the cache, its names in memory. Whatever happens to its files, it
/// stays as it is.
final class OpenCompany: Sendable {
    let folder: CompanyFolder
    let facts: CompanyFacts
    let names: PictureNames
    let index: FlatIndex
    let bytes: Int
    private let state: Mutex<State>

    private struct State {
        /// Of the files that could not be read, in whose place it still serves.
        var refused: CompanySignature?
        var problem: String?
    }

    init(_ folder: CompanyFolder, _ facts: CompanyFacts, _ names: PictureNames, _ file: VectorFile) throws {
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

    /// Whether it is what these files hold, or serves in their place since they can't be read.
    func serves(_ signature: CompanySignature) -> Bool {
        if facts.signature.isSettled, facts.signature.isLike(signature) { return true }
        guard let refused = state.withLock({ $0.refused }) else { return false }
        return refused.isSettled && refused.isLike(signature)
    }

    /// Goes on serving in the place of files that can't be read.
    func serve(inPlaceOf signature: CompanySignature, problem: String) {
        state.withLock { $0 = State(refused: signature, problem: problem) }
    }

    /// Why it is not all that its files hold; nil where it is.
    var problem: String? { state.withLock { $0.problem } }

    var preparation: PicturePreparation { PicturePreparation(rawValue: facts.preparation) ?? .asImported }
}
