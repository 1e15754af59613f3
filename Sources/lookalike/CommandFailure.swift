import ArgumentParser
import Catalogue
import Embedding
import Engine
import Pictures
import Vectors

/// Why a command ends without success.
struct CommandFailure: Error {
    let message: String
    /// As in sysexits.h where it has one.
    let code: Int32

    static let failed: Int32 = 1
    static let busy: Int32 = 75

    init(_ message: String, code: Int32 = failed) {
        self.message = message
        self.code = code
    }

    /// The one place where errors become exit codes.
    init(_ error: any Error) {
        switch error {
        case EngineError.dataFolderBusy, EngineError.syncRunning, EmbeddingError.overloaded:
            self.init("\(error)", code: Self.busy)
        case is CancellationError: self.init("Stopped. What was done so far is kept; run it again to go on.", code: 130)
        default: self.init("\(error)")
        }
    }
}

enum Failure {
    /// Errors of the modules below, whose descriptions are sentences.
    static func isOurs(_ error: any Error) -> Bool {
        error is EngineError || error is EmbeddingError || error is PictureError || error is CatalogueError
            || error is VectorFileError || error is IndexError || error is CancellationError || error is SettingsError
    }
}
