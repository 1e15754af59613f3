public import LookalikePictures

/// Pictures drawn by the tests.
public enum TestPicture {
    /// Fields of colours that a seed chooses: other seeds give other pictures, one seed always the same.
    public static func pixels(seed: UInt64, width: Int = 64, height: Int = 48) -> PixelBuffer {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next() -> UInt64 {
            // Steele, Lea and Flood, "Fast splittable pseudorandom number generators": SplitMix64.
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        let colours = (0..<16).map { _ in next() }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(3 * width * height)
        for y in 0..<height {
            for x in 0..<width {
                let colour = colours[(y * 4 / height) * 4 + x * 4 / width]
                bytes += [UInt8(colour & 255), UInt8(colour >> 8 & 255), UInt8(colour >> 16 & 255)]
            }
        }
        return PixelBuffer(width: width, height: height, bytes: bytes)
    }

    /// What `pixels` gives, as a JPEG of high quality.
    public static func jpeg(seed: UInt64, width: Int = 64, height: Int = 48) throws -> [UInt8] {
        try JPEGEncoder.encode(pixels(seed: seed, width: width, height: height), quality: 92)
    }

    /// A JPEG of one colour.
    ///
    /// - Parameter colour: red, green and blue.
    public static func plain(_ colour: [UInt8], width: Int = 64, height: Int = 48) throws -> [UInt8] {
        let bytes = (0..<width * height).flatMap { _ in colour }
        return try JPEGEncoder.encode(PixelBuffer(width: width, height: height, bytes: bytes), quality: 92)
    }

    /// The colours of the model `colours`, each by the word for it.
    public static let colours: [(word: String, colour: [UInt8])] = [
        ("red", [255, 0, 0]), ("green", [0, 255, 0]), ("blue", [0, 0, 255]), ("yellow", [255, 255, 0]),
        ("white", [255, 255, 255]), ("black", [0, 0, 0]),
    ]

    /// A JPEG of 96 × 96 pixels that ends early.
    /// - Parameter share: of the picture data that is there.
    public static func cutJPEG(seed: UInt64, share: Double = 0.8) throws -> [UInt8] {
        let bytes = try jpeg(seed: seed, width: 96, height: 96)
        let data = bytes.indices.dropLast().last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA } ?? 0
        return Array(bytes.prefix(data + Int(Double(bytes.count - data) * share)))
    }
}
