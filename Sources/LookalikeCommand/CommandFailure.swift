import ArgumentParser
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikePictures
import LookalikeVectors

/// Why a command failed.
struct CommandFailure: Error {
    let message: String
    /// As in sysexits.h, if it has one.
    let code: Int32

    static let failed: Int32 = 1
    static let busy: Int32 = 75
    static let interrupted: Int32 = 130

    /// Standard output was closed, as by `| head`: no message, and the exit code of a program ended by SIGPIPE.
    static let readerGone = CommandFailure("", code: 141)

    static let serverEnded = CommandFailure(
        "The server ended before the command was done. What was done so far is kept.")

    static let noModel = """
        No model is installed: put a folder with model.json and a network into the data folder's models/, or name \
        a folder of such folders in LOOKALIKE_MODEL_DIRS. 'lookalike help models' says more.
        """

    init(_ message: String, code: Int32 = failed) {
        self.message = message
        self.code = code
    }

    /// The single place where errors become exit codes.
    init(_ error: any Error) {
        switch error {
        case EngineError.dataFolderBusy(let path, let holder):
            self.init(
                "The data folder \(path) is in use by \(holder). Wait until it is done or stop it, or name another folder with --data-dir.",
                code: Self.busy)
        case EngineError.unknownCollection:
            self.init("\(error) 'lookalike collections list' shows which there are.")
        case EmbeddingError.unknownModel(_, let known) where known.isEmpty: self.init(Self.noModel)
        case EngineError.syncRunning, EngineError.duplicateSearchRunning, EmbeddingError.overloaded,
            EngineError.migration(.running):
            self.init("\(error)", code: Self.busy)
        case is CancellationError: self.init("Stopped.", code: Self.interrupted)
        default: self.init("\(error)")
        }
    }
}
