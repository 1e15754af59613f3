/// The pages of TIFF files and the frames of animated WebP files. (Those of animated GIFs are read as a video is.)
public enum PictureFrames {
    /// What a file has several of.
    public enum Kind: Sendable, Equatable {
        /// Pages of a TIFF; previews of them don't count.
        case pages
        /// Frames of an animated WebP or GIF.
        case frames
    }

    /// The most pages or frames of one file that are decoded: each frame of a WebP is decoded together with all before it.
    public static let most = 500
    /// The most that are counted.
    static let mostCounted = 100_000

    /// How many there are, up to 100,000; 1 for a picture of any other kind, and for a file that is not whole.
    public static func count(of bytes: [UInt8]) -> (kind: Kind, count: Int) {
        bytes.withUnsafeBytes { buffer in
            let view = ByteView(buffer)
            switch Signature.pictureFormat(of: view) {
            case .tiff: return (.pages, max(1, pageOffsets(view, limit: mostCounted).count))
            case .webp: return (.frames, max(1, min(mostCounted, WebPContainer.frameCount(view))))
            case .gif: return (.frames, max(1, GIFContainer.frameCount(view, limit: mostCounted)))
            default: return (.frames, 1)
            }
        }
    }

    /// Decodes a page of a TIFF or a frame of a WebP.
    ///
    /// - Parameter number: from 1.
    /// - Throws: as ``PictureDecoder/decode(_:options:)-([UInt8],_)``; ``PictureError/damaged(_:detail:)`` if there is none.
    public static func decode(
        _ bytes: [UInt8], number: Int, options: DecodingOptions = DecodingOptions()
    ) throws(PictureError) -> DecodedPicture {
        var options = options
        options.frame = max(0, number - 1)
        guard PictureFormat.sniff(bytes) == .tiff else {
            return try PictureDecoder.decode(bytes, options: options)
        }
        guard let page = page(number, of: bytes) else {
            throw .damaged(.tiff, detail: "it has no page \(number)")
        }
        return try PictureDecoder.decode(page, options: options)
    }

    /// The file, with a page in the place of its first.
    private static func page(_ number: Int, of bytes: [UInt8]) -> [UInt8]? {
        let place = bytes.withUnsafeBytes { buffer -> (offset: Int, position: Int, size: Int, isBig: Bool)? in
            let view = ByteView(buffer)
            let offsets = pageOffsets(view, limit: number)
            guard let first = TIFFDirectory(first: view), offsets.indices.contains(number - 1) else {
                return nil
            }
            return (
                offsets[number - 1], first.firstOffsetPosition, first.nextOffsetSize, first.order == .big
            )
        }
        guard let place else { return nil }
        var changed = bytes
        for index in 0..<place.size {
            let shift = 8 * (place.isBig ? place.size - 1 - index : index)
            changed[place.position + index] = UInt8(truncatingIfNeeded: place.offset >> shift)
        }
        return changed
    }

    /// Where the directories of the pages begin.
    private static func pageOffsets(_ view: ByteView, limit: Int) -> [Int] {
        guard let first = TIFFDirectory(first: view) else { return [] }
        var offsets: [Int] = []
        var seen: Set<Int> = []
        var next = view.unsigned(at: first.firstOffsetPosition, count: first.nextOffsetSize, first.order)
        // A file may lead in a circle.
        while let offset = next, offsets.count < limit, seen.count < 4 * mostCounted,
            seen.insert(offset).inserted,
            let directory = TIFFDirectory(view, at: offset)
        {
            // Smaller copies of other pages, and masks.
            let isPage = (directory.first(.subfileType) ?? 0) & 0b101 == 0
            if isPage, directory.first(.width) != nil { offsets.append(offset) }
            next = directory.next
        }
        return offsets
    }
}

extension WebPContainer {
    /// How many frames an animation has; 0 for a picture that is none.
    static func frameCount(_ bytes: ByteView) -> Int {
        guard bytes.string(at: 12, count: 4) == "VP8X" else { return 0 }
        var (position, count) = (12, 0)
        while let type = bytes.string(at: position, count: 4),
            let length = bytes.uint32(at: position + 4, .little)
        {
            if type == "ANMF" { count += 1 }
            position += 8 + length + length % 2
        }
        return count
    }
}
