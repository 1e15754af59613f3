import LookalikePictures
import Testing

/// Damaged copies of every fixture: whatever comes out, it comes out.
@Suite("Fuzzing", .timeLimit(.minutes(10)))
struct FuzzTests {
    private static let rounds = 500

    @Test("no damage crashes or hangs a decoder")
    func damagedFiles() throws {
        let pictures = try Fixtures.allPictures
        var random = SeededGenerator(seed: 2026)
        var options = DecodingOptions()
        options.limits.maximumPixels = 1_000_000
        options.limits.timeout = .seconds(5)
        var outcomes: [String: Int] = [:]
        for (index, (name, bytes)) in pictures.enumerated() where !bytes.isEmpty {
            for _ in 0..<Self.rounds {
                let other = pictures[
                    (index + .random(in: 0..<pictures.count, using: &random)) % pictures.count]
                let damaged = damage(bytes, with: other.bytes, &random)
                options.sufficientSize = Bool.random(using: &random) ? PixelSize(width: 9, height: 9) : nil
                do {
                    let picture = try PictureDecoder.decode(damaged, options: options)
                    #expect(picture.pixels.bytes.count == 3 * picture.pixels.size.area, "\(name)")
                    outcomes["read", default: 0] += 1
                } catch {
                    outcomes[error.kind, default: 0] += 1
                }
            }
        }
        // The damage is neither always fatal nor never.
        #expect(outcomes["read", default: 0] > 1000)
        #expect(outcomes["damaged", default: 0] > 1000)
        #expect(outcomes["decoderUnavailable"] == nil)
    }

    private func damage(_ bytes: [UInt8], with other: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var damaged = bytes
        switch Int.random(in: 0..<4, using: &random) {
        case 0:  // some bits
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                damaged[.random(in: 0..<damaged.count, using: &random)] ^=
                    1 << UInt8.random(in: 0..<8, using: &random)
            }
        case 1:  // extreme bytes near the start, where the sizes are
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[.random(in: 0..<min(damaged.count, 200), using: &random)] =
                    Bool.random(using: &random) ? 0xFF : 0
            }
        case 2:  // the end is missing
            damaged.removeLast(.random(in: 0..<damaged.count, using: &random))
        default:  // a piece of another file, over or between
            let piece = other.prefix(.random(in: 0...max(0, min(other.count, 60)), using: &random))
            let start = Int.random(in: 0...damaged.count, using: &random)
            let end = min(damaged.count, start + .random(in: 0...60, using: &random))
            damaged.replaceSubrange(start..<end, with: piece)
        }
        return damaged
    }
}
