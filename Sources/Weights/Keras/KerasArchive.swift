internal import Foundation
internal import LookalikeJSON

/// Keras 3's `.keras`: a zip archive of config.json, which describes the model, and model.weights.h5.
enum KerasArchive {
    private static let weights = "model.weights.h5"
    private static let shards = "model.weights.json"
    private static let description = "config.json"
    // A description takes some hundred bytes for a layer.
    private static let mostDescription = 64 << 20
    private static let mostDepth = 256

    /// Whether a zip archive is one of Keras.
    static func isOne(_ archive: ZipArchive) -> Bool {
        archive.members[description] != nil
            && (archive.members[weights] != nil || archive.members[shards] != nil)
    }

    static func open(_ archive: ZipArchive) throws(WeightFileError) -> WeightFile {
        guard let weights = archive.members[weights] else {
            guard archive.members[shards] == nil else { throw .shardedKeras }
            throw .damaged(detail: "the archive has no \(Self.weights)")
        }
        let config = try config(archive)
        // libhdf5 reads files only, and of a file only what begins at a power of two.
        let copy = try NamelessFile(archive.section(weights))
        return try KerasFile.open(descriptor: copy.descriptor, config)
    }

    private static func config(_ archive: ZipArchive) throws(WeightFileError) -> KerasConfig {
        guard let member = archive.members[description] else {
            throw .damaged(detail: "the archive has no \(description)")
        }
        guard member.size <= mostDescription else {
            throw .unsupported(detail: "the archive's \(description) is larger than 64 MB")
        }
        let bytes = try archive.section(member).allBytes()
        let outline = JSONOutline(bytes)
        guard outline.depth <= mostDepth, !outline.hasZero else {
            throw .damaged(detail: "the archive's \(description) is nested too deep, or isn't UTF-8")
        }
        guard let json = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else {
            // What the decoder says is of no use to those who can't change the file.
            throw .damaged(detail: "the archive's \(description) is no JSON")
        }
        return try KerasConfig(json)
    }
}
