/// Why bytes were not read as a picture. `description` is one plain sentence for users.
public enum PictureError: Error, Equatable, Sendable {
    case empty
    /// Not a kind of picture that is read here; `detected` names it where it was recognised ("PDF", "SVG").
    case unsupportedFormat(detected: String?)
    /// One of our formats, but a variant of it that is not read; `detail` completes "because it has …".
    case unsupportedVariant(PictureFormat, detail: String)
    case tooManyBytes(actual: Int, limit: Int)
    case tooManyPixels(width: Int, height: Int, limit: Int)
    /// Decoding would take more memory than allowed, though the number of pixels is within its limit.
    case tooMuchMemory(PictureFormat)
    /// `detail` completes "the picture is damaged: …".
    case damaged(PictureFormat, detail: String)
    case timedOut
    /// The library for this format does not work on this machine.
    case decoderUnavailable(PictureFormat)
}

extension PictureError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty:
            "The picture is empty."
        case .unsupportedFormat(let detected?):
            "This is a \(detected) file, which is not a supported picture format."
        case .unsupportedFormat(nil):
            "This is not a picture in a supported format."
        case .unsupportedVariant(let format, let detail):
            "This \(format.displayName) picture can't be read because it has \(detail)."
        case .tooManyBytes(let actual, let limit):
            "The picture has \(actual) bytes; at most \(limit) are allowed."
        case .tooManyPixels(let width, let height, let limit):
            "The picture is \(width) × \(height) pixels; at most \(limit) pixels are allowed."
        case .tooMuchMemory(let format):
            "This \(format.displayName) picture would take too much memory to decode."
        case .damaged(let format, let detail):
            "The \(format.displayName) picture is damaged: \(detail)."
        case .timedOut:
            "The picture took too long to decode."
        case .decoderUnavailable(let format):
            "\(format.displayName) pictures can't be read on this machine."
        }
    }
}

/// Something odd about a picture that was read all the same.
public enum PictureWarning: Equatable, Sendable {
    /// The file ends early; the missing part is filled with grey.
    case truncated
    /// The decoder read past this many faults.
    case damagedData(faults: Int)
}

extension PictureWarning: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated: "The file ends early; the missing part of the picture is grey."
        case .damagedData(let faults): "The picture data has \(faults) fault\(faults == 1 ? "" : "s")."
        }
    }
}
