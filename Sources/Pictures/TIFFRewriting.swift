internal import CLookalikeVips

/// A TIFF whose first directory is changed for libvips, which then yields the samples as they are stored.
struct TIFFRewriting {
    private(set) var bytes: [UInt8]
    /// How many directories there are, each of one band of the picture.
    private(set) var planes = 1
    private let directory: TIFFDirectory

    init(_ file: ByteView, _ directory: TIFFDirectory) {
        bytes = Array(file.raw)
        self.directory = directory
    }

    /// libvips would read all pages, up to a million.
    mutating func makeFirstPageTheLast() {
        write(0, at: directory.nextOffsetPosition, size: directory.nextOffsetSize)
    }

    mutating func prepare(_ samples: TIFFSamples) throws(PictureError) {
        // Every extra sample "unspecified": alpha is not for libvips to divide by.
        if let field = directory.field(.extraSamples), let size = [1: 1, 3: 2][field.type],
            let position = directory.valuePosition(field, size: size)
        {
            for index in 0..<min(field.count, 64) { write(0, at: position + index * size, size: size) }
        }
        // libtiff wants as many of these as there are samples; they are read here.
        for tag in [TIFFDirectory.Tag.smallestValue, .largestValue] {
            if let field = directory.field(tag) { hide(tag, field) }
        }
        if samples.count == 1 { set(.planarConfiguration, to: 1) }
        if samples.isPrepared { return }
        // The one whose samples libvips copies, of any number and kind. (Grey ones it goes over, and gets planes that are
        // apart wrong.)
        set(.photometric, to: 2)
        let predictor = directory.first(.predictor) ?? 1
        switch samples.number {
        case .float32 where predictor == 3: break  // libtiff undoes it for floating point only
        case .float16 where predictor == 3:
            throw .unsupportedVariant(.tiff, detail: "a predictor of 16-bit numbers; save it without one")
        case .float64: try halveNumbers(samples, predictor: predictor)
        default: set(.sampleFormat, to: 1)
        }
        if let subsampling = samples.subsampling { showUnits(of: subsampling) }
        if samples.count > 1, directory.first(.planarConfiguration) == 2, directory.field(.tileWidth) != nil {
            try splitPlanes(samples, predictor: predictor)
        }
    }

    /// One band whose rows are rows of units.
    private mutating func showUnits(of subsampling: TIFFSubsampling) {
        set(.samplesPerPixel, to: 1)
        set(.bitsPerSample, to: 8)
        set(.width, to: subsampling.bytes(ofPixels: subsampling.size.width))
        set(.height, to: subsampling.unitRows(ofRows: subsampling.size.height))
        if let rows = directory.first(.rowsPerStrip) {
            set(.rowsPerStrip, to: subsampling.unitRows(ofRows: rows))
        }
        if let width = directory.first(.tileWidth), let height = directory.first(.tileHeight) {
            set(.tileWidth, to: subsampling.bytes(ofPixels: width))
            set(.tileHeight, to: subsampling.unitRows(ofRows: height))
        }
    }

    // MARK: Tiles with the colours apart, which libvips does not take

    /// A directory of its own for each plane, behind the file: the tiles of the first plane come first.
    private mutating func splitPlanes(_ samples: TIFFSamples, predictor: Int) throws(PictureError) {
        guard samples.count <= Int(CVIPS_MOST_PLANES) else {
            throw .unsupportedVariant(
                .tiff,
                detail: "tiles of more than \(CVIPS_MOST_PLANES) planes; save it with its colours together")
        }
        guard directory.range.upperBound <= bytes.count else {
            throw .damaged(.tiff, detail: "its header can't be read")
        }
        let isFloat = samples.number == .float32 && predictor == 3
        set(.sampleFormat, to: isFloat ? 3 : 1)
        set(.samplesPerPixel, to: 1)
        set(.planarConfiguration, to: 1)
        set(.bitsPerSample, to: directory.first(.bitsPerSample) ?? 1)
        // There are none any more.
        if let field = directory.field(.extraSamples) { hide(.extraSamples, field) }
        let own = Array(bytes[directory.range])
        let length = own.count + own.count % 2
        if bytes.count % 2 == 1 { bytes.append(0) }
        let start = bytes.count
        write(start, at: directory.firstOffsetPosition, size: directory.nextOffsetSize)
        for plane in 0..<samples.count {
            bytes += own + [UInt8](repeating: 0, count: length - own.count)
            let shift = start + plane * length - directory.range.lowerBound
            for tag in [TIFFDirectory.Tag.tileOffsets, .tileByteCounts] {
                try narrow(tag, to: plane, of: samples.count, shift: shift)
            }
            let isLast = plane == samples.count - 1
            write(
                isLast ? 0 : start + (plane + 1) * length, at: directory.nextOffsetPosition + shift,
                size: directory.nextOffsetSize)
        }
        planes = samples.count
    }

    /// Leaves an entry the values of one plane.
    ///
    /// - Parameter shift: how far behind its original the copy of the directory is.
    private mutating func narrow(
        _ tag: TIFFDirectory.Tag, to plane: Int, of planes: Int, shift: Int
    ) throws(PictureError) {
        guard let field = directory.field(tag), let size = [3: 2, 4: 4, 16: 8][field.type],
            let position = directory.valuePosition(field, size: size), field.count % planes == 0,
            field.count <= (bytes.count - position) / size
        else { throw .damaged(.tiff, detail: "it does not say where all its tiles are") }
        let count = field.count / planes
        let first = position + plane * count * size
        let word = directory.nextOffsetSize
        let place = field.position + shift + 4
        write(count, at: place, size: word)
        if count * size > word {
            write(first, at: place + word, size: word)
        } else {
            let values = Array(bytes[first..<first + count * size])
            bytes.replaceSubrange(place + word..<place + word + values.count, with: values)
        }
    }

    /// Twice as many samples of 32 bits, for numbers of 64 bits, which libvips does not take.
    private mutating func halveNumbers(_ samples: TIFFSamples, predictor: Int) throws(PictureError) {
        let isApart = directory.first(.planarConfiguration) == 2
        guard predictor == 1, !isApart || samples.count == 1, directory.field(.samplesPerPixel) != nil,
            samples.count < 1 << 12
        else {
            throw .unsupportedVariant(
                .tiff, detail: "64-bit numbers in a rare layout; save it as 32-bit numbers")
        }
        set(.sampleFormat, to: 1)
        set(.bitsPerSample, to: 32)
        set(.samplesPerPixel, to: 2 * samples.count)
        set(.planarConfiguration, to: 1)
    }

    /// Makes an entry one of a tag that nobody knows.
    private mutating func hide(_ tag: TIFFDirectory.Tag, _ field: TIFFDirectory.Field) {
        write(tag.rawValue + 65000 - 340, at: field.position, size: 2)
    }

    /// One SHORT, or one LONG where it is too large for that, if the entry is there.
    private mutating func set(_ tag: TIFFDirectory.Tag, to value: Int) {
        guard let field = directory.field(tag) else { return }
        let size = directory.nextOffsetSize
        let isLong = value > UInt16.max
        write(isLong ? 4 : 3, at: field.position + 2, size: 2)
        write(1, at: field.position + 4, size: size)
        write(0, at: field.position + 4 + size, size: size)
        write(value, at: field.position + 4 + size, size: isLong ? 4 : 2)
    }

    /// In the file's order of bytes; nothing where the file ends before that.
    private mutating func write(_ value: Int, at position: Int, size: Int) {
        guard position >= 0, position <= bytes.count - size else { return }
        for index in 0..<size {
            let shift = 8 * (directory.order == .big ? size - 1 - index : index)
            bytes[position + index] = UInt8(truncatingIfNeeded: value >> shift)
        }
    }
}
