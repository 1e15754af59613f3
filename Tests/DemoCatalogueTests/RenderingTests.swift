import LookalikeDemoCatalogue
import Testing

@Suite(.timeLimit(.minutes(10))) struct RenderingTests {
    /// Every picture, drawn once for all tests.
    static let images = DemoCatalogue.images.map { $0.render() }

    @Test func sizesAreThoseDocumented() {
        for image in Self.images {
            #expect(image.bytes.count == 3 * image.width * image.height)
            #expect([[320, 320], [320, 240], [240, 320]].contains([image.width, image.height]))
        }
    }

    @Test func drawingAgainGivesTheSameBytes() {
        for index in stride(from: 0, to: DemoCatalogue.images.count, by: 7) {
            #expect(DemoCatalogue.images[index].render() == Self.images[index])
        }
    }

    /// A checksum (FNV-1a) over every fifth picture tells whether another machine draws something else.
    @Test func bytesAreTheSameOnEveryMachine() {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in stride(from: 0, to: Self.images.count, by: 5) {
            for byte in Self.images[index].bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        #expect(
            hash == 0x4132_C3B1_BA48_0D9D, "if the drawings were changed on purpose, put the new sum here")
    }

    @Test func noTwoPicturesAreTheSame() {
        #expect(Set(Self.images.map(\.bytes)).count == Self.images.count)
    }

    @Test func everyPictureShowsSomething() {
        for (picture, image) in zip(DemoCatalogue.images, Self.images) {
            let low = image.bytes.min() ?? 0
            let high = image.bytes.max() ?? 0
            #expect(high - low > 100, "\(picture.name) is nearly flat")
        }
    }

    /// Where the backdrop is white, no product reaches the picture's top row.
    @Test func productsOnWhiteAreNotCutOff() {
        var checked = 0
        for (picture, image) in zip(DemoCatalogue.images, Self.images) {
            func pixel(_ x: Int, _ y: Int) -> ArraySlice<UInt8> {
                image.bytes[3 * (y * image.width + x)..<3 * (y * image.width + x) + 3]
            }
            let top = (0..<image.width).map { pixel($0, 0) }
            guard top.filter({ $0.allSatisfy { $0 == 255 } }).count > image.width / 2 else { continue }
            checked += 1
            #expect(top.allSatisfy { $0.allSatisfy { $0 > 200 } }, "\(picture.name) is cut off at the top")
        }
        #expect(checked > 5)
    }
}
