internal import CLookalikeVips

/// What the samples of a TIFF's first picture mean (TIFF 6.0, and the ISO and Adobe supplements).
struct TIFFSamples {
    enum Colours: Equatable {
        case grey, rgb, cmyk, ycbcr, cielab, iccLab
        /// Grey or RGB: the decoder says which.
        case palette
    }

    let colours: Colours
    let number: TIFFNumber
    /// As stored, of a pixel.
    let count: Int
    /// The first extra sample that is alpha, counted from the first extra one; "unspecified" ones are none.
    let alphaIndex: Int?
    let isPremultiplied: Bool
    /// Whether the smallest value is white.
    let isInverted: Bool
    let declared: TIFFRange?
    let hole: Double?
    let luma: [Double]
    let reference: [Double]
    /// Of YCbCr; nil where each pixel has its own colour.
    let subsampling: TIFFSubsampling?
    /// Whether libvips has made the colours of it that it knows: RGB of YCbCr, levels of single bits.
    let isPrepared: Bool

    /// Compressions of which the decoder makes colours itself: JPEG, WebP.
    private static let colouring: Set<Int> = [7, 50001]

    init(_ directory: TIFFDirectory) throws(PictureError) {
        let photometric = directory.first(.photometric) ?? -1
        let bits = directory.first(.bitsPerSample) ?? 1
        let compression = directory.first(.compression) ?? 1
        count = directory.first(.samplesPerPixel) ?? 1
        isPrepared = Self.colouring.contains(compression) || bits < 8 || photometric == 3
        number = try TIFFNumber(directory, bits: bits)
        colours = try Self.colours(directory, photometric: photometric, isJPEG: compression == 7)
        if bits < 8, count > 1 {
            throw .unsupportedVariant(.tiff, detail: "\(count) samples of \(bits) bits a pixel")
        }
        if isPrepared, count > 1, directory.first(.planarConfiguration) == 2 {
            throw .unsupportedVariant(
                .tiff,
                detail: "its colours apart in a palette or in JPEGs; save it with its colours together")
        }
        try Self.check(colours, number, bits: bits, compression: compression)
        subsampling = colours == .ycbcr ? try TIFFSubsampling.of(directory) : nil

        let extras = directory.values(.extraSamples, limit: 64)
        let ownSamples = colours == .palette ? 1 : Self.sampleCount(colours)
        guard count >= ownSamples else { throw .damaged(.tiff, detail: "it has too few samples a pixel") }
        // The extra samples are the last ones.
        let before = count - extras.count - ownSamples
        let index = extras.firstIndex { $0 == 1 || $0 == 2 }.map { before + $0 }
        alphaIndex = index.flatMap { $0 >= 0 ? $0 : nil }
        isPremultiplied = alphaIndex != nil && extras.first { $0 == 1 || $0 == 2 } == 1
        isInverted = photometric == 0 && !isPrepared
        declared = TIFFRange(declaredBy: directory, number: number)
        hole = directory.data(.noData).flatMap {
            Double(String(decoding: $0.raw.prefix { $0 != 0 && $0 != 32 }, as: UTF8.self))
        }
        let luma = directory.reals(.lumaCoefficients, limit: 3)
        self.luma = luma.count == 3 && luma.allSatisfy { $0 > 0 && $0 < 1 } ? luma : [0.299, 0.587, 0.114]
        let reference = directory.reals(.referenceBlackWhite, limit: 6)
        let isSound = reference.count == 6 && [0, 2, 4].allSatisfy { reference[$0] < reference[$0 + 1] }
        self.reference = isSound ? reference : [0, 255, 128, 255, 128, 255]
    }

    private static func colours(
        _ directory: TIFFDirectory, photometric: Int, isJPEG: Bool
    ) throws(PictureError) -> Colours {
        switch photometric {
        case 0, 1, 4: return .grey  // 4: a mask
        case 2: return .rgb
        case 3: return .palette
        case 5:
            guard (directory.first(.inkSet) ?? 1) == 1 else {
                throw .unsupportedVariant(.tiff, detail: "inks other than cyan, magenta, yellow and black")
            }
            return .cmyk
        case 6:
            return isJPEG ? .rgb : .ycbcr
        case 8: return .cielab
        case 9: return .iccLab
        case -1: throw .damaged(.tiff, detail: "it does not say what its samples mean")
        case 32803, 34892: throw .unsupportedVariant(.tiff, detail: "the raw samples of a camera's sensor")
        default: throw .unsupportedVariant(.tiff, detail: "a rare kind of colours (number \(photometric))")
        }
    }

    private static func sampleCount(_ colours: Colours) -> Int {
        switch colours {
        case .grey: 1
        case .cmyk: 4
        default: 3
        }
    }

    private static func check(
        _ colours: Colours, _ number: TIFFNumber, bits: Int, compression: Int
    ) throws(PictureError) {
        let isReadable =
            switch colours {
            case .grey: true
            case .rgb, .cmyk: bits >= 8
            case .palette: number == .uint8 || number == .uint16
            case .ycbcr: number == .uint8
            case .cielab, .iccLab: number == .uint8 || number == .uint16
            }
        guard isReadable else { throw .unsupportedVariant(.tiff, detail: "colours of \(bits) bits a sample") }
        let isJPEGColour = [.grey, .rgb, .cmyk].contains(colours) && number == .uint8 && bits == 8
        guard !colouring.contains(compression) || isJPEGColour else {
            throw .unsupportedVariant(.tiff, detail: "a rare kind of colours in its compression")
        }
    }

    /// As the decoder is told, once it has said how many bands it yields.
    func raw(bands: Int, range: TIFFRange) -> cvips_samples {
        let actual: Colours = colours == .palette ? (bands - (count - 1) >= 3 ? .rgb : .grey) : colours
        var raw = cvips_samples()
        raw.colours =
            switch actual {
            case .grey, .palette: CVIPS_GREY
            case .rgb: CVIPS_RGB
            case .cmyk: CVIPS_CMYK
            case .ycbcr: CVIPS_YCBCR
            case .cielab: CVIPS_CIELAB
            case .iccLab: CVIPS_ICCLAB
            }
        raw.number = number.raw
        raw.high_word_first = number == .float64(isHighFirst: true)
        raw.alpha_band = alphaIndex.map { Int32(Self.sampleCount(actual) + $0) } ?? -1
        raw.premultiplied = isPremultiplied
        raw.low = isInverted ? range.high : range.low
        raw.high = isInverted ? range.low : range.high
        raw.hole = hole ?? .nan
        raw.luma = (Float(luma[0]), Float(luma[1]), Float(luma[2]))
        let black = reference.map(Float.init)
        raw.reference = (black[0], black[1], black[2], black[3], black[4], black[5])
        if let subsampling {
            (raw.unit_width, raw.unit_height) = (UInt32(subsampling.columns), UInt32(subsampling.rows))
            (raw.width, raw.height) = (UInt32(subsampling.size.width), UInt32(subsampling.size.height))
        }
        return raw
    }

    /// Of the colours, for a profile.
    func space(bands: Int) -> ColourSpace? {
        switch colours {
        case .grey: .grey
        case .palette: bands - (count - 1) >= 3 ? .rgb : .grey
        case .rgb, .ycbcr: .rgb
        case .cmyk: .cmyk
        case .cielab, .iccLab: nil
        }
    }

    /// Whether black and white depend on the samples themselves.
    var hasOpenRange: Bool {
        number != .uint8 && !isPrepared && [.grey, .rgb, .cmyk].contains(colours)
    }
}
