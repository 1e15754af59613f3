internal import CLookalikeResample

/// How pixels are found between pixels. All but `nearest` widen when shrinking, so that nothing is skipped.
public enum Interpolation: String, Codable, Sendable, CaseIterable {
    /// The nearest pixel as it is; skips pixels when shrinking.
    case nearest
    /// Between two pixels, in proportion to the distance.
    case bilinear
    /// Keys' cubic with a = -0.5.
    case bicubic
    /// Three lobes.
    case lanczos

    var filter: cresample_filter {
        switch self {
        case .nearest: CRESAMPLE_NEAREST
        case .bilinear: CRESAMPLE_BILINEAR
        case .bicubic: CRESAMPLE_BICUBIC
        case .lanczos: CRESAMPLE_LANCZOS
        }
    }
}

/// The instructions used for arithmetic on pixels. All give the same result; tests compare them.
package enum PixelKernel: CaseIterable, Sendable {
    case plain, avx2, avx512

    /// The fastest that this processor has.
    package static let best: PixelKernel =
        switch cresample_best_kernel() {
        case CRESAMPLE_AVX512: .avx512
        case CRESAMPLE_AVX2: .avx2
        default: .plain
        }

    package static var available: [PixelKernel] {
        switch best {
        case .plain: [.plain]
        case .avx2: [.plain, .avx2]
        case .avx512: [.plain, .avx2, .avx512]
        }
    }

    var rawKernel: cresample_kernel {
        switch self {
        case .plain: CRESAMPLE_PLAIN
        case .avx2: CRESAMPLE_AVX2
        case .avx512: CRESAMPLE_AVX512
        }
    }
}
