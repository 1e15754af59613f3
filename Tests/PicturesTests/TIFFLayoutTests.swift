import LookalikePictures
import Testing

/// TIFFs whose samples lie in rare orders: colours that pixels share, and tiles of a plane each.
@Suite(.timeLimit(.minutes(10))) struct TIFFLayoutTests {
    /// Of no round size, so that units and tiles hang over.
    private static let width = 37
    private static let height = 29

    struct Factors: Sendable, CustomTestStringConvertible {
        let columns: Int
        let rows: Int
        var testDescription: String { "\(columns) × \(rows)" }
    }

    static let factors = [(2, 2), (2, 1), (1, 2), (4, 1), (4, 2), (4, 4), (2, 4)].map(Factors.init)

    /// The samples of a pixel, each a smooth pattern of its own.
    private static func sample(_ x: Int, _ y: Int, _ band: Int) -> UInt8 {
        [UInt8(40 + 5 * x), UInt8(30 + 6 * y), UInt8(200 - 2 * x - 2 * y), UInt8(5 * x + y)][band]
    }

    // MARK: Shared colours

    /// RGB of a pixel by TIFF 6.0, section 21, with the coefficients that count where none are given.
    private static func rgb(_ luma: Double, _ cb: Double, _ cr: Double) -> [Double] {
        // As the reference values 0 … 255 and 128 … 255 have it.
        let red = luma + 2 * (1 - 0.299) * (cr - 128)
        let blue = luma + 2 * (1 - 0.114) * (cb - 128)
        let green = (luma - 0.114 * blue - 0.299 * red) / 0.587
        return [red, green, blue].map { min(max($0, 0), 255) }
    }

    /// A unit's colour is that of its first pixel.
    private static func subsampledColour(_ x: Int, _ y: Int, _ factors: Factors) -> [Double] {
        let (left, top) = (x / factors.columns * factors.columns, y / factors.rows * factors.rows)
        return rgb(
            Double(sample(x, y, 0)), Double(sample(left, top, 1)), Double(sample(left, top, 2)))
    }

    /// The units of some rows of pixels; beyond the picture there are others that must not be seen.
    private static func units(_ factors: Factors, x: Range<Int>, y: Range<Int>) -> [UInt8] {
        func luma(_ x: Int, _ y: Int) -> UInt8 { x < width && y < height ? sample(x, y, 0) : 99 }
        var bytes: [UInt8] = []
        for top in stride(from: y.lowerBound, to: y.upperBound, by: factors.rows) {
            for left in stride(from: x.lowerBound, to: x.upperBound, by: factors.columns) {
                for row in top..<top + factors.rows {
                    for column in left..<left + factors.columns { bytes.append(luma(column, row)) }
                }
                let isInside = left < width && top < height
                bytes += isInside ? [sample(left, top, 1), sample(left, top, 2)] : [1, 2]
            }
        }
        return bytes
    }

    private static func ycbcr(_ factors: Factors?) -> TIFFFile {
        var file = TIFFFile(width: width, height: height)
        (file.samples, file.photometric) = (3, 6)
        if let factors { file.set(530, 3, [factors.columns, factors.rows]) }
        return file
    }

    private static func strips(_ factors: Factors, rows: Int) -> [[UInt8]] {
        stride(from: 0, to: height, by: rows).map {
            units(factors, x: 0..<width, y: $0..<min($0 + rows, height))
        }
    }

    private static func check(_ bytes: [UInt8], _ factors: Factors, tolerance: Double = 1) throws {
        let picture = try PictureDecoder.decode(bytes).pixels
        try #require(picture.size == PixelSize(width: width, height: height))
        var worst = 0.0
        for y in 0..<height {
            for x in 0..<width {
                for (band, wanted) in subsampledColour(x, y, factors).enumerated() {
                    worst = max(worst, abs(wanted - Double(picture.bytes[3 * (y * width + x) + band])))
                }
            }
        }
        // The chroma's levels are 127 on either side, by the standard.
        #expect(worst <= tolerance + 2)
    }

    @Test(arguments: factors) func sharedColoursAreRead(_ factors: Factors) throws {
        for rows in [8, 32] {
            var file = Self.ycbcr(factors)
            try Self.check(file.strips(Self.strips(factors, rows: rows), rows: rows), factors)
            file.isBig = true
            try Self.check(file.strips(Self.strips(factors, rows: 4), rows: 4), factors)
        }
        var packed = Self.ycbcr(factors)
        packed.compression = 32773
        try Self.check(
            packed.strips(Self.strips(factors, rows: 8).map(TIFFFile.packBits), rows: 8), factors)
    }

    @Test(arguments: factors) func sharedColoursOfTilesAreRead(_ factors: Factors) throws {
        let tiles = stride(from: 0, to: Self.height, by: 16).flatMap { y in
            stride(from: 0, to: Self.width, by: 16).map { x in
                Self.units(factors, x: x..<x + 16, y: y..<y + 16)
            }
        }
        try Self.check(Self.ycbcr(factors).tiles(tiles, width: 16, height: 16), factors)
    }

    /// Large ones are made smaller on the way.
    @Test func sharedColoursAreShrunk() throws {
        let (width, height) = (2_401, 1_701)
        var file = TIFFFile(width: width, height: height)
        (file.samples, file.photometric) = (3, 6)
        file.set(530, 3, [2, 2])
        let unit: [UInt8] = [90, 100, 110, 120, 60, 200]
        let row = Array(repeatElement(unit, count: 1_201).joined())
        let bytes = file.strips([Array(repeatElement(row, count: 851).joined())], rows: height)
        var options = DecodingOptions()
        options.sufficientSize = PixelSize(width: 600, height: 425)
        let small = try PictureDecoder.decode(bytes, options: options)
        #expect(small.pixels.size == PixelSize(width: 601, height: 426))
        #expect(small.info.size == PixelSize(width: width, height: height))
        let wanted = Self.rgb(105, 60, 200)
        for (band, value) in wanted.enumerated() {
            #expect(abs(Double(small.pixels.bytes[3 * (601 * 200 + 300) + band]) - value) <= 3)
        }
    }

    /// Files that don't say it: what is stored tells, where it is not compressed.
    @Test func whatIsNotSaidIsToldByTheSize() throws {
        let two = Factors(columns: 2, rows: 2)
        try Self.check(Self.ycbcr(nil).strips(Self.strips(two, rows: 8), rows: 8), two)
        let one = Factors(columns: 1, rows: 1)
        let all = Self.strips(one, rows: 8)
        try Self.check(Self.ycbcr(nil).strips(all, rows: 8), one)
        var packed = Self.ycbcr(nil)
        packed.compression = 32773
        let error = #expect(throws: PictureError.self) {
            try PictureDecoder.decode(packed.strips(all.map(TIFFFile.packBits), rows: 8))
        }
        #expect(error.map { "\($0)" }?.contains("save it as RGB") == true)
    }

    @Test func whatMakesNoSenseIsRefused() throws {
        let two = Factors(columns: 2, rows: 2)
        for (factors, rows) in [([3, 2], 8), ([0, 0], 8), ([2, 2], 7), ([2], 8)] {
            var file = Self.ycbcr(two)
            file.set(530, 3, factors)
            #expect(throws: PictureError.self) {
                try PictureDecoder.decode(file.strips(Self.strips(two, rows: 8), rows: rows))
            }
        }
        // Cut short.
        let whole = Self.ycbcr(two).strips(Self.strips(two, rows: 8).map { Array($0.prefix(9)) }, rows: 8)
        #expect(throws: PictureError.self) { try PictureDecoder.decode(whole) }
    }

    // MARK: Planes

    struct Kind: Sendable, CustomTestStringConvertible {
        let photometric: Int
        let samples: Int
        var extra: [Int] = []
        var isBig = false
        var isWide = false
        var testDescription: String {
            "\(samples) samples of \(photometric)\(isWide ? ", 16 bits" : "")\(isBig ? ", BigTIFF" : "")"
        }
    }

    static let kinds = [
        Kind(photometric: 2, samples: 3), Kind(photometric: 2, samples: 3, isBig: true),
        Kind(photometric: 2, samples: 3, isWide: true), Kind(photometric: 2, samples: 4, extra: [2]),
        Kind(photometric: 5, samples: 4), Kind(photometric: 1, samples: 2, extra: [0]),
        Kind(photometric: 1, samples: 1), Kind(photometric: 0, samples: 2, extra: [2], isWide: true),
    ]

    /// The samples of some pixels, of all bands or of one.
    private static func samples(_ kind: Kind, x: Range<Int>, y: Range<Int>, bands: Range<Int>) -> [UInt8] {
        y.flatMap { y in
            x.flatMap { x in
                bands.flatMap { band -> [UInt8] in
                    let value = x < width && y < height ? sample(x, y, band) : 77
                    return kind.isWide ? [value, value] : [value]
                }
            }
        }
    }

    private static func file(_ kind: Kind) -> TIFFFile {
        var file = TIFFFile(width: width, height: height)
        (file.samples, file.photometric, file.isBig) = (kind.samples, kind.photometric, kind.isBig)
        if kind.isWide { file.bits = 16 }
        if !kind.extra.isEmpty { file.set(338, 3, kind.extra) }
        return file
    }

    /// They are what the same picture with its colours together is.
    @Test(arguments: kinds) func tilesOfAPlaneEachAreRead(_ kind: Kind) throws {
        let together = Self.file(kind).strips(
            [Self.samples(kind, x: 0..<Self.width, y: 0..<Self.height, bands: 0..<kind.samples)],
            rows: Self.height)
        var apart = Self.file(kind)
        apart.set(284, 3, [2])
        for side in [16, 48] {
            let tiles = (0..<kind.samples).flatMap { band in
                stride(from: 0, to: Self.height, by: side).flatMap { y in
                    stride(from: 0, to: Self.width, by: side).map { x in
                        Self.samples(kind, x: x..<x + side, y: y..<y + side, bands: band..<band + 1)
                    }
                }
            }
            let read = try PictureDecoder.decode(apart.tiles(tiles, width: side, height: side))
            #expect(try read.pixels == PictureDecoder.decode(together).pixels, "\(side)")
            if kind.photometric == 2, kind.samples == 3 {
                let wanted = Self.samples(
                    Kind(photometric: 2, samples: 3), x: 0..<Self.width, y: 0..<Self.height, bands: 0..<3)
                #expect(read.pixels.bytes == wanted)
            }
            // A tile that is not there, and one plane too few.
            var lacking = apart
            lacking.samples += 1
            for bytes in [
                lacking.tiles(tiles, width: side, height: side), apart.tiles([], width: side, height: side),
            ] {
                #expect(throws: PictureError.self) { try PictureDecoder.decode(bytes) }
            }
        }
    }

    @Test func tooManyPlanesAreNamed() throws {
        var file = TIFFFile(width: 16, height: 16)
        (file.samples, file.photometric) = (9, 2)
        file.set(338, 3, [0, 0, 0, 0, 0, 0])
        file.set(284, 3, [2])
        let tiles = (0..<9).map { [UInt8](repeating: UInt8($0), count: 256) }
        let error = #expect(throws: PictureError.self) {
            try PictureDecoder.decode(file.tiles(tiles, width: 16, height: 16))
        }
        #expect(error.map { "\($0)" }?.contains("save it with its colours together") == true)
    }
}

/// Writes TIFFs of one picture, in the order of bytes of little-endian machines.
private struct TIFFFile {
    let width: Int
    let height: Int
    var samples = 1
    var photometric = 1
    var bits = 8
    var compression = 1
    var isBig = false
    private var further: [Int: (type: Int, values: [Int])] = [:]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    mutating func set(_ tag: Int, _ type: Int, _ values: [Int]) { further[tag] = (type, values) }

    func strips(_ strips: [[UInt8]], rows: Int) -> [UInt8] {
        file(strips, offsets: 273, counts: 279, [278: (4, [rows])])
    }

    func tiles(_ tiles: [[UInt8]], width: Int, height: Int) -> [UInt8] {
        file(tiles, offsets: 324, counts: 325, [322: (4, [width]), 323: (4, [height])])
    }

    private func file(
        _ pieces: [[UInt8]], offsets: Int, counts: Int, _ layout: [Int: (type: Int, values: [Int])]
    ) -> [UInt8] {
        var data = isBig ? Self.bytes(0x2B_4949, 4) + Self.bytes(8, 4) : Self.bytes(0x2A_4949, 4)
        let head = data.count
        data += Self.bytes(0, isBig ? 8 : 4)
        var entries = further.merging(layout) { $1 }
        entries[counts] = (4, pieces.map(\.count))
        var places: [Int] = []
        for piece in pieces {
            places.append(data.count)
            data += piece
        }
        entries[offsets] = (4, places)
        for (tag, type, values) in [
            (256, 4, [width]), (257, 4, [height]), (258, 3, Array(repeating: bits, count: samples)),
            (259, 3, [compression]), (262, 3, [photometric]), (277, 3, [samples]),
        ] { entries[tag] = (type, values) }
        return directory(entries.filter { !$0.value.values.isEmpty }, behind: data, head: head)
    }

    private func directory(
        _ entries: [Int: (type: Int, values: [Int])], behind data: [UInt8], head: Int
    ) -> [UInt8] {
        let word = isBig ? 8 : 4
        var data = data
        if data.count % 2 == 1 { data.append(0) }
        data.replaceSubrange(head..<head + word, with: Self.bytes(data.count, word))
        let end = data.count + (isBig ? 8 : 2) + entries.count * (isBig ? 20 : 12) + word
        var beyond: [UInt8] = []
        data += Self.bytes(entries.count, isBig ? 8 : 2)
        for (tag, (type, values)) in entries.sorted(by: { $0.key < $1.key }) {
            let packed = values.flatMap { Self.bytes($0, type == 3 ? 2 : 4) }
            data += Self.bytes(tag, 2) + Self.bytes(type, 2) + Self.bytes(values.count, word)
            if packed.count <= word {
                data += packed + [UInt8](repeating: 0, count: word - packed.count)
            } else {
                data += Self.bytes(end + beyond.count, word)
                beyond += packed
            }
        }
        return data + Self.bytes(0, word) + beyond
    }

    /// In runs that are not packed.
    static func packBits(_ bytes: [UInt8]) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: 128).flatMap { start in
            let run = bytes[start..<min(start + 128, bytes.count)]
            return [UInt8(run.count - 1)] + run
        }
    }

    private static func bytes(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
