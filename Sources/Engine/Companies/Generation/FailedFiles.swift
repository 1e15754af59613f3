internal import Foundation

/// A company's `failed_files.txt`: one line per image that could not be embedded, with its path as in the metadata.
/// Without failures there is no file.
enum FailedFiles {
    static let name = "failed_files.txt"

    /// - Parameters:
    ///   - paths: below the root.
    ///   - root: the folder of images, absolute.
    /// - Throws: ``EngineError/storageFull``, ``EngineError/dataFolderUnusable(path:detail:)``.
    static func write(_ paths: [String], root: String, in folder: String) throws(EngineError) {
        let path = "\(folder)/\(name)"
        do {
            guard !paths.isEmpty else {
                guard unlink(path) == 0 || errno == ENOENT else {
                    throw DurableFile.Failure(path: path, code: errno)
                }
                return
            }
            // One path per line: line breaks in names are escaped.
            let lines = paths.map { "\(root)/\($0)".replacing("\n", with: "\\n") + "\n" }
            let temporary = "\(folder)/.lookalike-\(UUID().uuidString)"
            try DurableFile.begin(Array(lines.joined().utf8), at: temporary)
            guard rename(temporary, path) == 0 else {
                let code = errno
                unlink(temporary)
                throw DurableFile.Failure(path: path, code: code)
            }
        } catch let failure as DurableFile.Failure {
            throw EngineError(failure)
        } catch {
            throw .dataFolderUnusable(path: path, detail: "\(error)")
        }
    }
}
