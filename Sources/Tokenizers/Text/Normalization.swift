internal import Foundation

/// Unicode's normalization forms.
enum Normalization {
    enum Form: String, Sendable {
        case nfc = "NFC"
        case nfd = "NFD"
        case nfkc = "NFKC"
        case nfkd = "NFKD"
    }

    /// Characters that came with Unicode 15 and later stay as they are, as in Python 3.11.
    static func normalized(_ text: Scalars, _ form: Form) -> Scalars {
        if text.allSatisfy(\.isASCII) { return text }
        return switch form {
        case .nfc: Scalars(text.string.precomposedStringWithCanonicalMapping)
        case .nfd: Scalars(text.string.decomposedStringWithCanonicalMapping)
        case .nfkc: Scalars(text.string.precomposedStringWithCompatibilityMapping)
        case .nfkd: Scalars(text.string.decomposedStringWithCompatibilityMapping)
        }
    }

    static func nfc(_ text: Scalars) -> Scalars {
        // Nothing below U+0300 is composed or decomposed by form C unless something from there on follows.
        text.allSatisfy { $0.value < 0x300 } ? text : normalized(text, .nfc)
    }
}
