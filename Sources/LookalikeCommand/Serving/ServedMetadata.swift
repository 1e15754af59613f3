import Foundation

/// Metadata of vectors is held in memory as a whole. A server has others to serve, so it takes none of any size.
enum ServedMetadata {
    private static let mostBytes = 1 << 29

    /// - Throws: ``CommandFailure`` where a server runs the command and one of the files is too large for that.
    static func check(_ paths: [String]) throws {
        guard Terminal.caller.isOther else { return }
        for path in paths {
            var status = stat()
            // Whoever reads it says that it is not there.
            guard stat(path, &status) == 0, Int(status.st_size) > mostBytes else { continue }
            throw CommandFailure(
                "\(path) has \(Terminal.size(Int(status.st_size))), and a server takes metadata of at most \(Terminal.size(mostBytes)): stop the server and import it then."
            )
        }
    }

    /// As ``check(_:)``, of the metadata in a folder of vectors.
    static func check(folder: String) throws {
        try check(
            ["metadata.json", "products_fields.csv", "processed_images.json"].map { "\(folder)/\($0)" })
    }
}
