/// Why bytes were not read as a picture. `description` is one plain sentence for users.
public enum PictureError: Error, Equatable, Sendable {
    /// There are no bytes.
    case empty
    /// Not a kind of picture that is read here; `detected` names it where it was recognised ("PDF", "SVG").
    case unsupportedFormat(detected: String?)
    /// One of our formats, but a variant of it that is not read; `detail` completes "it has …".
    case unsupportedVariant(PictureFormat, detail: String)
    /// More bytes than ``DecodingLimits/maximumBytes``; they were not decoded.
    case tooManyBytes(actual: Int, limit: Int)
    /// More pixels than ``DecodingLimits/maximumPixels``, as the header says; they were not decoded.
    case tooManyPixels(width: Int, height: Int, limit: Int)
    /// Decoding would take more memory than allowed, though the number of pixels is within its limit.
    case tooMuchMemory(PictureFormat)
    /// `detail` completes "the picture is damaged: …".
    case damaged(PictureFormat, detail: String)
    /// The file ends early, with less than half of the picture's rows; `of` is 0 where it ends in the header.
    case cutShort(PictureFormat, rows: Int, of: Int)
    /// Decoding took longer than ``DecodingLimits/timeout``.
    case timedOut
    /// The library for this format does not work on this machine.
    case decoderUnavailable(PictureFormat)
}

extension PictureError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty:
            "The image is empty."
        case .unsupportedFormat(let detected?):
            "This is \(article(of: detected)) \(detected) file, a format that is not supported."
        case .unsupportedFormat(nil):
            "This is not an image in a supported format."
        case .unsupportedVariant(let format, let detail):
            "This kind of \(format.displayName) image is not supported: it has \(detail)."
        case .tooManyBytes(let actual, let limit):
            "The image has \(actual) bytes; at most \(limit) are allowed."
        case .tooManyPixels(let width, let height, let limit):
            "The image is \(width) × \(height) pixels; at most \(limit) pixels are allowed."
        case .tooMuchMemory(let format):
            "This \(format.displayName) image would take too much memory to decode."
        case .damaged(let format, let detail):
            "The \(format.displayName) image is damaged: \(detail)."
        case .cutShort(let format, _, of: 0):
            "The \(format.displayName) image is cut short: the file ends before the image begins."
        case .cutShort(let format, let rows, let height):
            "The \(format.displayName) image is cut short: \(rows) of its \(height) rows are there, less than half."
        case .timedOut:
            "The image took too long to decode."
        case .decoderUnavailable(let format):
            "\(format.displayName) images can't be read on this machine."
        }
    }

    /// Abbreviations are read out letter by letter.
    private func article(of name: String) -> String {
        let isSpelled = name.prefix(2).allSatisfy(\.isUppercase)
        return name.first.map { (isSpelled ? "AEFHILMNORSX" : "AEIOUaeiou").contains($0) } ?? false
            ? "an" : "a"
    }
}

/// Something odd about a picture that was read all the same.
public enum PictureWarning: Equatable, Sendable {
    /// The file ends early: so many rows of the whole picture are there, the others are grey.
    case truncated(rows: Int, of: Int)
    /// The file ends early: all rows are there, but coarse, or without colour, since later scans are missing.
    case coarse
    /// The decoder read past this many faults.
    case damagedData(faults: Int)

    /// Whether a part of the picture is missing, so that a record of it should say so.
    public var isCut: Bool {
        switch self {
        case .truncated, .coarse: true
        case .damagedData: false
        }
    }
}

extension PictureWarning: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated(let rows, let height):
            "The file ends early: \(rows) of the image's \(height) rows are there, the others are grey."
        case .coarse:
            "The file ends early: the image lacks detail or colour."
        case .damagedData(let faults): "The image data has \(faults) fault\(faults == 1 ? "" : "s")."
        }
    }
}
