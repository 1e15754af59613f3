// Foundation's forms are wrong beyond 16 bits on Linux (Swift 6.3: U+109C7 is composed like U+09C7), and those that strings
// are compared by have no public name yet.
@_spi(_Unicode) internal import Swift

/// Unicode's normalization forms, of the Unicode version that Swift knows.
enum Normalization {
    static func nfc(_ text: Scalars) -> Scalars {
        // Nothing below U+0300 is composed or decomposed by form C unless something from there on follows.
        text.allSatisfy { $0.value < 0x300 } ? text : Scalars(text.string._nfc)
    }

    static func nfd(_ text: Scalars) -> Scalars {
        text.allSatisfy(\.isASCII) ? text : Scalars(text.string._nfd)
    }
}
