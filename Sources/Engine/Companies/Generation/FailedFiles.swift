internal import Foundation

/// `failed_files.txt` of a company: a line for each picture that could not be embedded, its path as in the metadata. Where
/// there is none, there is no file.
enum FailedFiles {
    static let name = "failed_files.txt"

    /// - Parameters:
    ///   - paths: below the root.
    ///   - root: the folder of pictures, absolute.
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
            // A line is a path: an end of line in a name is no end of it.
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
