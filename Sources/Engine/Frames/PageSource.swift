internal import LookalikeCatalogue
internal import LookalikePictures
internal import LookalikeVideo
internal import Synchronization

/// The pages of a TIFF or the frames of an animation, without those that are nearly the same as the one before.
final class PageSource: FrameSource {
    private struct State {
        /// Of the last frame that was looked at, from 1.
        var number = 0
        var kept: FrameSketch?
        var keptPixels: PixelBuffer?
        /// How many were looked at before one took too long.
        var cut: Int?
    }

    let mediaType: String
    let extent: Double?
    private let kind: PictureFrames.Kind
    private let count: Int
    /// With those that are not looked at.
    private let all: Int
    private let bytes: [UInt8]
    /// Of a GIF, whose frames build on each other.
    private let reader: VideoReader?
    private let options: DecodingOptions
    private let state = Mutex(State())
    private let stopFlag = StopFlag()

    /// - Parameters:
    ///   - path: of the file.
    ///   - bytes: its content.
    /// - Throws: ``/LookalikeVideo/VideoError``.
    init(_ path: String, _ bytes: [UInt8], limits: DecodingLimits) throws(VideoError) {
        let format = PictureFormat.sniff(bytes)
        let (kind, all) = PictureFrames.count(of: bytes)
        (self.kind, self.all, count) = (kind, all, min(all, PictureFrames.most))
        mediaType = format?.mediaType ?? "application/octet-stream"
        extent = Double(all)
        options = DecodingOptions(limits)
        reader = format == .gif ? try VideoReader(path, limits: VideoLimits(limits)) : nil
        self.bytes = reader == nil ? bytes : []
    }

    var mark: String? {
        let taken = state.withLock { $0.cut } ?? count
        let name = kind == .pages ? "pages" : "frames"
        return all > taken
            ? "The file has \(all) \(name), of which the first \(taken) are taken; the rest is left out."
            : nil
    }

    func next() throws -> SourceFrame? {
        try state.withLock { state in
            while state.number < count {
                if stopFlag.isSet { throw CancellationError() }
                state.number += 1
                guard let (pixels, size) = try timely(&state) else { return nil }
                if isLike(pixels, &state) { continue }
                return SourceFrame(
                    kind: kind == .pages ? .page : .animation, position: Double(state.number), size: size,
                    bytes: BMPEncoder.encode(
                        pixels.limited(to: FramePicture.longSide(within: options.limits))))
            }
            return nil
        }
    }

    func stop() {
        stopFlag.set()
        reader?.stop()
    }

    /// The next picture; nil at the end. Later frames of an animation take longer, as each is decoded with all before it: where
    /// one takes too long, the file ends before it.
    private func timely(_ state: inout State) throws -> (PixelBuffer, PixelSize)? {
        do {
            return try picture(state.number)
        } catch let error as PictureError {
            guard kind == .frames, state.number > 1, case .timedOut = error else { throw error }
            (state.cut, state.number) = (state.number - 1, count)
            return nil
        }
    }

    private func picture(_ number: Int) throws -> (PixelBuffer, PixelSize)? {
        if let reader {
            guard let frame = try reader.next() else { return nil }
            return (try reader.pixels(longSide: FramePicture.longSide(within: options.limits)), frame.size)
        }
        let picture = try PictureFrames.decode(bytes, number: number, options: options)
        return (picture.pixels, picture.info.size)
    }

    /// Pages may differ by a word: only those that are equal are one. Frames may differ by noise.
    private func isLike(_ pixels: PixelBuffer, _ state: inout State) -> Bool {
        switch kind {
        case .pages:
            let coarse = pixels.limited(to: 512)
            if state.keptPixels == coarse { return true }
            state.keptPixels = coarse
        case .frames:
            let sketch = FrameSketch(of: pixels)
            if let kept = state.kept, sketch.isNear(kept) { return true }
            state.kept = sketch
        }
        return false
    }

    /// A page or frame of a file. Blocks.
    ///
    /// - Parameters:
    ///   - number: from 1.
    ///   - longSide: pixels of the longer side, at most.
    static func frame(
        _ number: Int, of path: String, longSide: Int, limits: DecodingLimits,
        _ reading: FrameReading = FrameReading()
    ) throws -> PixelBuffer {
        let bytes: [UInt8]
        do throws(FileContent.Failure) {
            bytes = try FileContent.read(path, limit: limits.maximumBytes).bytes
        } catch {
            throw error.asError(path: path, limit: limits.maximumBytes)
        }
        guard PictureFormat.sniff(bytes) == .gif else {
            return try PictureFrames.decode(bytes, number: number, options: DecodingOptions(limits)).pixels
                .limited(to: longSide)
        }
        let reader = try VideoReader(path, limits: VideoLimits(limits))
        reading.follow(reader)
        for _ in 0..<number {
            guard try reader.next() != nil else { throw VideoError.noFrame(seconds: 0) }
        }
        return try reader.pixels(longSide: longSide)
    }
}

extension DecodingOptions {
    fileprivate init(_ limits: DecodingLimits) {
        self.init()
        self.limits = limits
    }
}

extension PixelBuffer {
    /// Not larger than a side.
    func limited(to longSide: Int) -> PixelBuffer {
        let side = max(width, height)
        if side <= longSide { return self }
        let scale = Double(longSide) / Double(side)
        return resized(
            width: max(1, Int((Double(width) * scale).rounded())),
            height: max(1, Int((Double(height) * scale).rounded())), interpolation: .bicubic)
    }
}
