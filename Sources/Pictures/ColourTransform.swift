internal import CLookalikeColour
internal import Synchronization

/// The way from a file's colours to sRGB.
///
/// `@unchecked Sendable` is sound: the transform is never changed once it is made, many threads may apply it at once
/// (ccolour.h), and it is closed when nobody has it any more.
final class ColourTransform: @unchecked Sendable {
    /// For C functions, together with `ccolour_apply`.
    let raw: OpaquePointer
    /// What the pixels that it takes have.
    let samples: Int

    private init(_ raw: OpaquePointer, samples: Int) {
        self.raw = raw
        self.samples = samples
    }

    deinit { ccolour_close(raw) }

    /// `nil` where nothing is to be done: the colours are sRGB, or nearly; or nothing can be: the profile is broken, or
    /// is one for other pictures.
    /// - Parameter isWide: for pixels of 16 bits a sample, else 8.
    static func from(_ source: ColourSource?, space: ColourSpace, isWide: Bool) -> ColourTransform? {
        guard let source else { return nil }
        let key = Key(source: source, space: space, isWide: isWide)
        if let known = cache.withLock({ $0.found(key) }) { return known.transform }
        let transform = make(key)
        cache.withLock { $0.keep(transform, for: key) }
        return transform
    }

    /// Levels of 255 that nobody sees.
    private static let tolerance: Int32 = 3

    private static func make(_ key: Key) -> ColourTransform? {
        let raw: OpaquePointer?
        let samples: Int
        switch key.source {
        case .profile(let profile):
            samples = key.space.rawValue
            raw = profile.bytes.withUnsafeBufferPointer {
                ccolour_open_profile($0.baseAddress, $0.count, key.space.raw, key.isWide)
            }
        case .codePoints(let primaries, let transfer):
            guard key.space != .cmyk else { return nil }
            samples = 3
            raw = ccolour_open_cicp(Int32(primaries), Int32(transfer), key.isWide)
        }
        guard let raw else { return nil }
        let transform = ColourTransform(raw, samples: samples)
        return ccolour_is_identity(raw, tolerance) ? nil : transform
    }

    /// Turns decoded pixels, RGB8 of one of whose spaces the transform is, of 8 bits a sample.
    func apply(to pixels: UnsafeMutableBufferPointer<UInt8>) {
        guard samples == 1 else {
            ccolour_apply(
                UnsafeRawPointer(raw), pixels.baseAddress, UInt32(pixels.count / 3), pixels.baseAddress)
            return
        }
        // All levels once; then each pixel is a look-up.
        let levels = [UInt8](0...255)
        var colours = [UInt8](repeating: 0, count: 3 * levels.count)
        ccolour_apply(UnsafeRawPointer(raw), levels, UInt32(levels.count), &colours)
        for pixel in stride(from: 0, to: pixels.count - 2, by: 3) {
            let colour = 3 * Int(pixels[pixel])
            for channel in 0..<3 { pixels[pixel + channel] = colours[colour + channel] }
        }
    }

    /// As above, for a picture.
    func converted(_ pixels: PixelBuffer) -> PixelBuffer {
        PixelBuffer(width: pixels.width, height: pixels.height) { output in
            _ = output.initialize(from: pixels.bytes)
            apply(to: output)
        }
    }

    private static let cache = Mutex(Cache())
}

extension ColourTransform {
    fileprivate struct Key: Hashable {
        let source: ColourSource
        let space: ColourSpace
        let isWide: Bool

        var byteCount: Int {
            if case .profile(let profile) = source { return profile.bytes.count }
            return 0
        }
    }

    /// A file's profile is nearly always one that was seen before: what was made of it is kept, also that there is
    /// nothing to do.
    fileprivate struct Cache {
        private static let maximumCount = 32
        private static let maximumBytes = 16 << 20

        struct Entry {
            let transform: ColourTransform?
        }

        private var entries: [Key: Entry] = [:]
        /// From the oldest to the newest.
        private var order: [Key] = []
        private var byteCount = 0

        func found(_ key: Key) -> Entry? { entries[key] }

        mutating func keep(_ transform: ColourTransform?, for key: Key) {
            guard entries[key] == nil else { return }
            entries[key] = Entry(transform: transform)
            order.append(key)
            byteCount += key.byteCount
            while order.count > Self.maximumCount || byteCount > Self.maximumBytes {
                let oldest = order.removeFirst()
                entries[oldest] = nil
                byteCount -= oldest.byteCount
            }
        }
    }
}
