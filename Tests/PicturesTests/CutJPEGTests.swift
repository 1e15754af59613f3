import LookalikePictures
import Testing

/// JPEGs of which a part is missing, at whatever place.
@Suite("Cut JPEGs", .timeLimit(.minutes(10)))
struct CutJPEGTests {
    private static let sequential = [
        "large.jpg", "subsampled.jpg", "grey.jpg", "cmyk.jpg", "orientation-6.jpg",
    ]
    private static let progressive = ["progressive.jpg", "large-progressive.jpg"]

    @Test("a missing end marker alone is no cut", arguments: sequential + progressive)
    func noEndMarker(file: String) throws {
        let bytes = try Fixtures.picture(file)
        let whole = try PictureDecoder.decode(bytes)
        #expect(whole.warnings.isEmpty)
        for missing in 1...2 {
            let picture = try PictureDecoder.decode(Array(bytes.dropLast(missing)))
            #expect(picture.pixels == whole.pixels)
            #expect(picture.warnings.isEmpty)
        }
        #expect(try PictureDecoder.decode(bytes + [UInt8](repeating: 0, count: 5000)).warnings.isEmpty)
    }

    @Test("a cut just before the end is told", arguments: sequential)
    func justBeforeTheEnd(file: String) throws {
        let bytes = try Fixtures.picture(file)
        let picture = try PictureDecoder.decode(Array(bytes.dropLast(12)))
        let height = try storedHeight(bytes)
        guard case .truncated(let rows, let all)? = picture.warnings.first else {
            Issue.record("\(picture.warnings)")
            return
        }
        #expect(all == height)
        #expect(rows < height && 2 * rows >= height)
    }

    /// Cut, cut and ended properly by some tool, cut and filled with zeros: all the same.
    @Test("kept with a mark from half of the rows on, else refused", arguments: sequential)
    func everyPlace(file: String) throws {
        let bytes = try Fixtures.picture(file)
        let height = try storedHeight(bytes)
        var outcomes: Set<String> = []
        for percent in stride(from: 4, through: 96, by: 4) {
            let part = Array(bytes.prefix(bytes.count * percent / 100))
            let zeros = [UInt8](repeating: 0, count: bytes.count + 64 - part.count)
            let cut = outcome(part)
            outcomes.insert(cut.kind)
            #expect(outcome(part + zeros) == cut, "\(percent) %")
            if cut.rows > 0 { #expect(outcome(part + [0xFF, 0xD9]) == cut, "\(percent) %") }
            #expect(cut.kind == "cutShort" ? 2 * cut.rows < height : 2 * cut.rows >= height, "\(percent) %")
        }
        #expect(outcomes == ["cutShort", "truncated"])
    }

    @Test("a progressive one is coarse once its first scan is there", arguments: progressive)
    func coarse(file: String) throws {
        let bytes = try Fixtures.picture(file)
        let whole = try PictureDecoder.decode(bytes)
        let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
        let second = scans[1]
        for percent in [10, 50, 95] {
            let part = Array(bytes.prefix(second + (bytes.count - second) * percent / 100))
            let picture = try PictureDecoder.decode(part)
            #expect(picture.warnings == [.coarse], "\(percent) %")
            #expect(picture.pixels.difference(from: whole.pixels).mean < 30)
        }
        // Between two scans, where no decoder runs out of anything.
        let beforeLast = Array(bytes.prefix(try #require(scans.last)))
        #expect(try PictureDecoder.decode(beforeLast).warnings == [.coarse])
    }

    @Test("what is missing is said in words")
    func words() throws {
        let bytes = try Fixtures.picture("large.jpg")
        let error = try #require(throws: PictureError.self) {
            try PictureDecoder.decode(Array(bytes.prefix(bytes.count / 3)))
        }
        guard case .cutShort(.jpeg, let rows, 300) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(
            "\(error)" == "The JPEG image is cut short: \(rows) of its 300 rows are there, less than half.")
        #expect(
            "\(PictureWarning.truncated(rows: 7, of: 9))"
                == "The file ends early: 7 of the image's 9 rows are there, the others are grey.")
        #expect(PictureWarning.truncated(rows: 7, of: 9).isCut && PictureWarning.coarse.isCut)
        #expect(!PictureWarning.damagedData(faults: 1).isCut)
    }

    @Test("a smaller decoded size counts the same rows")
    func scaled() throws {
        let bytes = try Fixtures.picture("large.jpg")
        let part = Array(bytes.prefix(bytes.count * 7 / 10))
        var options = DecodingOptions()
        options.sufficientSize = PixelSize(width: 20, height: 20)
        let small = try PictureDecoder.decode(part, options: options)
        #expect(small.pixels.width < 400)
        #expect(try small.warnings == PictureDecoder.decode(part).warnings)
    }

    private struct Outcome: Equatable {
        let kind: String
        let rows: Int
    }

    private func outcome(_ bytes: [UInt8]) -> Outcome {
        do {
            guard case .truncated(let rows, _)? = try PictureDecoder.decode(bytes).warnings.first else {
                return Outcome(kind: "whole", rows: .max)
            }
            return Outcome(kind: "truncated", rows: rows)
        } catch PictureError.cutShort(_, let rows, _) {
            return Outcome(kind: "cutShort", rows: rows)
        } catch {
            return Outcome(kind: "\(error)", rows: 0)
        }
    }

    private func storedHeight(_ bytes: [UInt8]) throws -> Int {
        var options = DecodingOptions()
        options.appliesOrientation = false
        return try PictureDecoder.info(of: bytes, options: options).height
    }
}
