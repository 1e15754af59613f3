import ArgumentParser
import LookalikeCatalogue
import LookalikeEngine

/// Which files a collection takes beside pictures, and several images of, as `sync` and `add` are told. It is kept with the collection.
struct FrameFlags: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        help: "Index videos too, by a frame of each scene; kept for later syncs.")
    var videos: Bool?

    @Option(
        help: ArgumentHelp(
            "In a long scene, take a frame as often. (default: 5)", valueName: "seconds"))
    var every: Double?

    @Flag(
        inversion: .prefixedNo,
        help: "Index each page of a TIFF, and each frame of an animated GIF or WebP; kept for later syncs.")
    var pages: Bool?

    @Flag(
        inversion: .prefixedNo,
        help: "Index raw files of cameras, by the JPEG inside them; kept for later syncs.")
    var raw: Bool?

    func validate() throws {
        let range = FrameOptions.everyRange
        if let every, !range.contains(every) {
            throw ValidationError(
                "--every goes from \(range.lowerBound) to \(Int(range.upperBound)) seconds.")
        }
    }

    var isGiven: Bool { videos != nil || every != nil || pages != nil || raw != nil }

    /// The options with what was given changed; nil if nothing was.
    func changed(_ options: FrameOptions) -> FrameOptions? {
        let wanted = FrameOptions(
            videos: videos ?? options.videos, every: every ?? options.every, pages: pages ?? options.pages,
            raw: raw ?? options.raw)
        return wanted == options ? nil : wanted
    }
}
