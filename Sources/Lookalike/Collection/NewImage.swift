public import Foundation

/// What is added to a collection.
public struct NewImage: Sendable {
    enum Content {
        case bytes([UInt8])
        case file(URL)
        case vector([Float])
    }

    let content: Content

    /// The bytes of a JPEG, PNG, WebP, GIF, TIFF, HEIF, AVIF or BMP file; which it is, the bytes tell.
    public static func bytes(_ bytes: some Sequence<UInt8>) -> NewImage {
        NewImage(content: .bytes(Array(bytes)))
    }

    /// A file of one of these formats.
    public static func file(_ file: URL) -> NewImage { NewImage(content: .file(file)) }

    /// A vector of the collection's dimension, finite, as whoever brings it computed it.
    public static func vector(_ vector: [Float]) -> NewImage { NewImage(content: .vector(vector)) }
}

/// What results should look like.
public struct ImageQuery: Sendable {
    enum Subject {
        case bytes([UInt8])
        case file(URL)
        case image(String)
        case vector([Float])
        case text(String)
    }

    let subject: Subject

    /// The bytes of an image file; see ``NewImage/bytes(_:)``.
    public static func bytes(_ bytes: some Sequence<UInt8>) -> ImageQuery {
        ImageQuery(subject: .bytes(Array(bytes)))
    }

    /// An image file.
    public static func file(_ file: URL) -> ImageQuery { ImageQuery(subject: .file(file)) }

    /// An image of the collection, by its id; it is not among the results.
    public static func image(_ id: String) -> ImageQuery { ImageQuery(subject: .image(id)) }

    /// A vector of the collection's dimension, finite.
    public static func vector(_ vector: [Float]) -> ImageQuery { ImageQuery(subject: .vector(vector)) }

    /// Words, such as "red mug", for a collection whose model knows them: the built-in model knows some thousand, CLIP and
    /// SigLIP know all. Scores are lower than those of images.
    public static func text(_ text: String) -> ImageQuery { ImageQuery(subject: .text(text)) }
}

/// What became of an image that was added.
public struct AddedImage: Sendable, Equatable {
    /// The one that was given, or a new one.
    public let id: String
    /// False where it took the place of another.
    public let isNew: Bool
    /// What is odd about the image, such as that its file ends early: a sentence each.
    public let warnings: [String]
}
