import LookalikeZlib
import Testing

@Suite(.timeLimit(.minutes(10))) struct CRC32Tests {
    /// The check value of the catalogue of CRCs, whole and in pieces.
    @Test func piecesGiveTheChecksumOfTheWhole() {
        let digits = Array("123456789".utf8)
        for cut in 0...digits.count {
            var crc = CRC32()
            crc.update(Array(digits[..<cut]))
            crc.update(Array(digits[cut...]))
            #expect(crc.value == 0xCBF4_3926)
        }
        #expect(CRC32().value == 0)
    }
}
