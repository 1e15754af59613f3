internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

/// Which part of its file an image is.
struct FrameView: Codable, Sendable, SchemaDocumented {
    var kind: ImageFrame.Kind
    var seconds: Double?
    var duration: Double?
    var number: Int?
    var count: Int?

    static var schemaName: String? { "Frame" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "kind": PropertyDoc(
                "A frame of a video, a page, or a frame of an animation.",
                allowed: ImageFrame.Kind.allCases.map(\.rawValue)),
            "seconds": "Of a video: the time since its beginning.",
            "duration": "Of a video: how long it is, in seconds; left out where that is not known.",
            "number": "Of a page or an animation: which one, from 1.",
            "count": "Of a page or an animation: how many the file has.",
        ]
    }

    init(_ frame: ImageFrame) {
        kind = frame.kind
        if frame.kind == .video {
            (seconds, duration) = (frame.position, frame.extent)
        } else {
            (number, count) = (Int(frame.position), frame.extent.map { Int($0) })
        }
    }
}

/// The frames of a result's file that were found.
struct FoundFrames: Codable, Sendable, SchemaDocumented {
    struct Match: Codable, Sendable, SchemaDocumented {
        var id: String
        var score: Double
        var frame: FrameView
        var thumbnailURL: String

        enum CodingKeys: String, CodingKey {
            case id, score, frame
            case thumbnailURL = "thumbnail_url"
        }

        static var schemaName: String? { "FoundFrame" }
    }

    var count: Int
    var matches: [Match]

    static var schemaName: String? { "FoundFrames" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "count": "How many frames of the file are within the threshold and the filter.",
            "matches": PropertyDoc(
                "The best \(FramesOfResult.mostMatches) of them, best first; the result is the first."),
        ]
    }

    init(_ frames: FramesOfResult, in collection: String) {
        count = frames.count
        matches = frames.matches.map {
            Match(
                id: $0.id, score: Double($0.score), frame: FrameView($0.frame),
                thumbnailURL: ImageURL.thumbnail($0.id, in: collection))
        }
    }
}

/// Which files a collection takes beside pictures, and several images of, as clients say it.
struct FrameOrder: Codable, Sendable, SchemaDocumented {
    var videos: Bool?
    var every: Double?
    var pages: Bool?
    var raw: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case videos, every, pages, raw
    }

    static var schemaName: String? { "FrameOptions" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "videos": PropertyDoc(
                "Whether videos in its folders are read: a frame of each scene is an image.", default: false),
            "every": PropertyDoc(
                "In a long scene, a frame is taken as often, in seconds.",
                minimum: FrameOptions.everyRange.lowerBound, maximum: FrameOptions.everyRange.upperBound),
            "pages": PropertyDoc(
                "Whether each page of a TIFF, and each frame of an animated GIF or WebP, in its folders is an image.",
                default: false),
            "raw": PropertyDoc(
                "Whether raw files of cameras in its folders are images, by the JPEG inside them.",
                default: false),
        ]
    }

    /// Description of the property `frames` of a collection.
    static let text: String =
        "Which files are taken beside pictures, and of which several images are. The next syncs follow. "
        + "Known files are read anew by a full sync, videos only by a sync that is forced."

    init(_ options: FrameOptions) {
        (videos, every, pages, raw) = (options.videos, options.every, options.pages, options.raw)
    }

    /// The options with what is said here changed.
    func applied(to options: FrameOptions) -> FrameOptions {
        FrameOptions(
            videos: videos ?? options.videos, every: every ?? options.every, pages: pages ?? options.pages,
            raw: raw ?? options.raw)
    }
}

extension FrameOrder {
    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        videos = try container.decodeIfPresent(Bool.self, forKey: .videos)
        every = try container.decodeIfPresent(Double.self, forKey: .every)
        pages = try container.decodeIfPresent(Bool.self, forKey: .pages)
        raw = try container.decodeIfPresent(Bool.self, forKey: .raw)
    }
}

/// The frames of one file.
struct FrameList: Codable, Sendable {
    var images: [ImageView]
}

/// Which frames are results, as clients name it.
enum FrameResults: String, Codable, Sendable, CaseIterable, ParameterValue {
    case best, all
}
