internal import Foundation

/// Reads the files of an installed model.
struct ModelFolder {
    let path: String

    /// More bytes than any tokenizer's file has.
    private static let limit = 256 << 20

    func bytes(of file: String) throws(TokenizerError) -> [UInt8] {
        // A name comes from a manifest, and must not lead out of the folder.
        guard !file.isEmpty, !file.contains("/"), file != "..", file != "." else {
            throw .configuration(detail: "\(file.debugDescription) is not the name of a file")
        }
        do {
            let url = URL(fileURLWithPath: path).appendingPathComponent(file)
            let values = try url.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey])
            guard values.isRegularFile ?? false, (values.fileSize ?? 0) <= Self.limit else {
                throw TokenizerError.unreadable(file: file, detail: "it is no file of at most 256 MB")
            }
            return [UInt8](try Data(contentsOf: url))
        } catch let error as TokenizerError {
            throw error
        } catch {
            throw .unreadable(file: file, detail: error.localizedDescription)
        }
    }
}
