internal import Foundation

/// Unicode's normalization forms.
enum Normalization {
    /// Form C. Characters of Unicode 15 and later stay as they are, as in Python 3.11.
    static func nfc(_ text: Scalars) -> Scalars {
        // What is below U+0300 is composed, and no composition begins with it unless something from there on follows.
        guard text.contains(where: { $0.value >= 0x300 }) else { return text }
        return Scalars(text.string.precomposedStringWithCanonicalMapping)
    }
}
