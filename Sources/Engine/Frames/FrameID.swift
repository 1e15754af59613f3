internal import LookalikeCatalogue

/// The id of a frame: that of its file, which is the path below its root, and its place in it: `trips/boat.mp4#t=12.480`,
/// `scan.tif#page=3`, `cat.gif#frame=3`.
enum FrameID {
    /// - Parameter file: the id of the file.
    static func id(_ frame: ImageFrame, of file: String) -> String { file + suffix(frame) }

    static func suffix(_ frame: ImageFrame) -> String {
        switch frame.kind {
        case .video: "#t=" + seconds(frame.position)
        case .page: "#page=\(Int(frame.position))"
        case .animation: "#frame=\(Int(frame.position))"
        }
    }

    /// With three digits after the point.
    static func seconds(_ seconds: Double) -> String {
        let milliseconds = Int((max(0, seconds) * 1_000).rounded())
        let fraction = "\(milliseconds % 1_000)"
        return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }

    /// An id as that of a file and the rest; the rest is empty if it is no frame's.
    static func parts(_ id: String) -> (file: String, suffix: String) {
        guard let mark = id.utf8.lastIndex(of: UInt8(ascii: "#")) else { return (id, "") }
        let suffix = id[mark...]
        for name in ["#t=", "#page=", "#frame="] where suffix.hasPrefix(name) {
            let number = suffix.dropFirst(name.count)
            let isNumber = !number.isEmpty && number.utf8.allSatisfy { (46...57).contains($0) && $0 != 47 }
            if isNumber { return (String(id[..<mark]), String(suffix)) }
        }
        return (id, "")
    }
}

extension ImageRecord {
    /// MD5 of its file; of an image without a file, of its bytes.
    var fileHash: String { frame?.fileHash ?? contentHash }

    /// The file that a frame is of, among all of the catalogue; nil for other images.
    var frameFile: FrameFile? {
        guard frame != nil, let root, let path else { return nil }
        return FrameFile(root: root, path: path)
    }
}

/// A file with several images.
struct FrameFile: Sendable, Hashable {
    let root: Int64
    let path: String
}
