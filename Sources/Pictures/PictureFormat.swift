/// The kinds of picture file that can be read.
public enum PictureFormat: String, Sendable, CaseIterable, Codable {
    /// HEIF is HEVC in a HEIF file; AVIF is AV1 in one. Raw is a camera's raw file, read by its embedded preview.
    case jpeg, png, webp, gif, tiff, heif, avif, bmp, raw

    /// The MIME type, such as `image/jpeg`.
    public var mediaType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .webp: "image/webp"
        case .gif: "image/gif"
        case .tiff: "image/tiff"
        case .heif: "image/heic"
        case .avif: "image/avif"
        case .bmp: "image/bmp"
        case .raw: "image/x-raw"
        }
    }

    /// As written in a sentence.
    public var displayName: String {
        switch self {
        case .webp: "WebP"
        default: rawValue.uppercased()
        }
    }

    /// As many bytes of a file as ``sniff(_:)`` ever looks at.
    public static var sniffedBytes: Int { Signature.prefixLength }

    /// By what rules ``sniff(_:)`` tells a format: another text whenever more files, or fewer, are taken for pictures.
    /// For who keeps what it said.
    public static var sniffingRules: String {
        "\(Signature.revision) " + allCases.map(\.rawValue).joined(separator: " ")
    }

    /// The format that the first bytes show; the name of a file is never asked. `nil`: none of ours. Most raw files of cameras
    /// begin as TIFF files do, and are told by what follows.
    /// - Parameter bytes: the file, or at least its first 64 bytes.
    public static func sniff(_ bytes: some Sequence<UInt8>) -> PictureFormat? {
        let start = Array(bytes.prefix(Signature.prefixLength))
        return start.withUnsafeBytes { Signature.pictureFormat(of: ByteView($0)) }
    }
}
