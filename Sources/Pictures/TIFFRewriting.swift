/// A TIFF whose first directory is changed for libvips, which then yields the samples as they are stored.
struct TIFFRewriting {
    private(set) var bytes: [UInt8]
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
            if let field = directory.field(tag) {
                write(tag.rawValue + 65000 - 340, at: field.position, size: 2)
            }
        }
        if samples.isPrepared { return }
        // The one whose samples libvips copies, of any number and kind. (Grey ones it goes over, and gets planes that are
        // apart wrong.)
        set(.photometric, to: 2)
        let predictor = directory.first(.predictor) ?? 1
        switch samples.number {
        case .float32 where predictor == 3: break  // libtiff undoes it for floating point only
        case .float16 where predictor == 3:
            throw .unsupportedVariant(.tiff, detail: "a predictor of 16-bit numbers")
        case .float64: try halveNumbers(samples, predictor: predictor)
        default: set(.sampleFormat, to: 1)
        }
    }

    /// Twice as many samples of 32 bits, for numbers of 64 bits, which libvips does not take.
    private mutating func halveNumbers(_ samples: TIFFSamples, predictor: Int) throws(PictureError) {
        let isApart = directory.first(.planarConfiguration) == 2
        guard predictor == 1, !isApart || samples.count == 1, directory.field(.samplesPerPixel) != nil,
            samples.count < 1 << 12
        else { throw .unsupportedVariant(.tiff, detail: "64-bit numbers in a rare layout") }
        set(.sampleFormat, to: 1)
        set(.bitsPerSample, to: 32)
        set(.samplesPerPixel, to: 2 * samples.count)
        set(.planarConfiguration, to: 1)
    }

    /// One SHORT, if the entry is there.
    private mutating func set(_ tag: TIFFDirectory.Tag, to value: Int) {
        guard let field = directory.field(tag) else { return }
        let size = directory.nextOffsetSize
        write(3, at: field.position + 2, size: 2)
        write(1, at: field.position + 4, size: size)
        write(0, at: field.position + 4 + size, size: size)
        write(value, at: field.position + 4 + size, size: 2)
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
