internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikePictures
public import LookalikeVectorFormats

/// The images of a product catalogue (system 1) that comes with vectors, as records that a sync of its folder
/// recognises: unchanged images are not embedded again.
public struct ProductFiles: Sendable {
    private let directory: String
    private let limit: Int
    /// Below the folder; nil for files elsewhere.
    private let paths: [String?]
    private let ids: [String]
    /// The MD5 of each file when it was embedded, if the catalogue has it.
    private let hashes: [String?]

    /// - Parameters:
    ///   - rows: the catalogue's rows about its images, in the order of the vectors.
    ///   - directory: the folder of product images.
    ///   - limit: larger files, in bytes, are not accepted.
    /// - Throws: ``/LookalikeVectorFormats/VectorFormatError`` if a row has no path.
    public init(_ metadata: VectorMetadata, directory: String, limit: Int) throws(VectorFormatError) {
        let root = Engine.absolute(directory)
        self.directory = root
        self.limit = limit
        var paths: [String?] = []
        for (number, row) in metadata.rows.enumerated() {
            guard let path = row.path else {
                throw .disagreement(path: metadata.path, reason: "its row \(number + 1) has no path")
            }
            paths.append(Self.below(root, path))
        }
        self.paths = paths
        hashes = metadata.rows.map { $0.attributes["hash"]?.stringValue?.lowercased() }
        // In the order of a sync, so that the names are the same.
        var assigner = IDAssigner(taken: [])
        var ids = [String](repeating: "", count: paths.count)
        let known = paths.indices.compactMap { row in paths[row].map { (row: row, path: $0) } }
        for (row, path) in known.sorted(by: { PathOrder.compare($0.path, $1.path) < 0 }) {
            ids[row] = assigner.id(forPath: path)
        }
        self.ids = ids
    }

    /// The path below the folder, from a path that may be absolute or relative to where the catalogue was started.
    private static func below(_ root: String, _ path: String) -> String? {
        let absolute = Engine.absolute(path)
        if absolute.hasPrefix(root + "/") { return String(absolute.dropFirst(root.count + 1)) }
        var relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        let name = root.split(separator: "/").last.map { "\($0)/" } ?? ""
        if relative.hasPrefix(name) {
            relative.removeFirst(name.count)
        } else if let range = relative.range(of: "/" + name) {
            relative = String(relative[range.upperBound...])
        }
        // No row may lead out of the folder.
        let parts = relative.split(separator: "/", omittingEmptySubsequences: false)
        return parts.contains { $0.isEmpty || $0 == "." || $0 == ".." } ? nil : relative
    }

    /// The image of a row with its vector; nil if its file has changed since it was embedded, or is not in the
    /// folder.
    ///
    /// Reads the file, and so blocks.
    public func image(_ row: Int, vector: [Float]) -> IncomingImage? {
        guard let path = paths[row] else { return nil }
        var image = IncomingImage(
            id: ids[row], vector: vector, name: path.split(separator: "/").last.map(String.init))
        image.facts.path = path
        guard let content = try? FileContent.read("\(directory)/\(path)", limit: limit) else {
            // A sync finds out whether it has changed.
            image.facts.file = ImageFacts.File(contentHash: hashes[row] ?? "", signature: nil)
            return image
        }
        let hash = contentHash(content.bytes)
        if let known = hashes[row], known != hash { return nil }
        image.facts.file = ImageFacts.File(contentHash: hash, signature: content.signature)
        image.facts.bytes = content.bytes.count
        if let info = try? PictureDecoder.info(of: content.bytes) {
            (image.facts.mediaType, image.facts.width, image.facts.height) = (
                info.format.mediaType, info.width, info.height
            )
        }
        return image
    }
}
