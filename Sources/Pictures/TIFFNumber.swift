internal import CLookalikeVips

/// The kind of number that a sample of a TIFF is.
enum TIFFNumber: Equatable {
    case uint8, int8, uint16, int16, uint32, int32
    case float16, float32
    /// `isHighFirst`: of the two words of 32 bits that it is read as.
    case float64(isHighFirst: Bool)

    init(_ directory: TIFFDirectory, bits: Int) throws(PictureError) {
        let formats = Set(directory.values(.sampleFormat, limit: 64))
        guard Set(directory.values(.bitsPerSample, limit: 64)).count <= 1, formats.count <= 1 else {
            throw .unsupportedVariant(.tiff, detail: "samples of different kinds")
        }
        let format = formats.first ?? 1
        switch (format, bits) {
        // 4: nothing is said, as without the field. Fewer bits are levels that the decoder widens.
        case (1, ...8), (4, ...8): self = .uint8
        case (2, 8): self = .int8
        case (1, 16), (4, 16): self = .uint16
        case (2, 16): self = .int16
        case (1, 32), (4, 32): self = .uint32
        case (2, 32): self = .int32
        case (3, 16): self = .float16
        case (3, 32): self = .float32
        case (3, 64): self = .float64(isHighFirst: directory.order == .big)
        case (5, _), (6, _): throw .unsupportedVariant(.tiff, detail: "complex numbers")
        default:
            throw .unsupportedVariant(
                .tiff, detail: "\(format == 3 ? "floating-point " : "")samples of \(bits) bits")
        }
    }

    var raw: cvips_number {
        switch self {
        case .uint8: CVIPS_U8
        case .int8: CVIPS_I8
        case .uint16: CVIPS_U16
        case .int16: CVIPS_I16
        case .uint32: CVIPS_U32
        case .int32: CVIPS_I32
        case .float16: CVIPS_F16
        case .float32: CVIPS_F32
        case .float64: CVIPS_F64
        }
    }

    /// The least and the greatest of the whole numbers; `nil`: floating point.
    var limits: (low: Double, high: Double)? {
        switch self {
        case .uint8: (0, 255)
        case .int8: (-128, 127)
        case .uint16: (0, 65535)
        case .int16: (-32768, 32767)
        case .uint32: (0, 0x1p32 - 1)
        case .int32: (-0x1p31, 0x1p31 - 1)
        case .float16, .float32, .float64: nil
        }
    }
}
