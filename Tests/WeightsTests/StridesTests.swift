import LookalikeWeights
import Testing

/// What sizes, strides and offsets a tensor may have.
@Suite(.timeLimit(.minutes(10))) struct StridesTests {
    private static let numbers = (0..<24).map { Float($0) }

    private func read(_ shape: [Int], _ strides: [Int], offset: Int = 0) throws -> [Float] {
        let bytes = LegacyFile.bytes(storage: Self.numbers, offset: offset, shape: shape, strides: strides)
        let scratch = try ScratchFile(bytes)
        return try WeightFile.open(scratch.path).tensors["w"]!.floats()
    }

    @Test func elementsComeInRowMajorOrder() throws {
        #expect(try read([2, 3], [3, 1]) == [0, 1, 2, 3, 4, 5])
        #expect(try read([3, 2], [1, 3]) == [0, 3, 1, 4, 2, 5])
        #expect(try read([2, 2, 2], [1, 4, 2], offset: 3) == [3, 5, 7, 9, 4, 6, 8, 10])
        #expect(try read([2, 2], [12, 5], offset: 6) == [6, 11, 18, 23])
        #expect(try read([], [], offset: 23) == [23])
    }

    @Test func stridesOfSizesOfOneDoNotMatter() throws {
        #expect(try read([1, 3, 1], [99, 1, 77]) == [0, 1, 2])
    }

    @Test func elementsMayBeExpanded() throws {
        #expect(try read([2, 3], [0, 1]) == [0, 1, 2, 0, 1, 2])
        #expect(try read([65_536], [0], offset: 5) == Array(repeating: 5, count: 65_536))
    }

    @Test func tensorsWithoutElementsAreRead() throws {
        #expect(try read([0, 3], [3, 1]) == [])
        #expect(try read([1 << 30, 0], [1, 1], offset: 24) == [])
    }

    @Test(arguments: [
        ([25], [1], 0, "reaches up to element 25 of a storage that has 24"),
        ([2, 3], [3, 1], 19, "reaches"),
        ([2], [24], 0, "reaches"), ([1], [1], 24, "reaches"),
        ([-1], [1], 0, "negative"), ([2], [-1], 1, "negative"), ([2], [1], -1, "negative"),
        ([2, 2], [1], 0, "2 sizes and 1 strides"),
        ([3, 3], [1, 1], 0, "overlap"), ([4, 3], [2, 1], 0, "overlap"),
        ([1 << 40], [0], 0, "expanded"), ([65_537], [0], 0, "expanded"),
        ([1 << 40, 1 << 40], [0, 0], 0, "too many elements"),
        ([1 << 40, 1 << 40, 0], [1, 1, 1], 0, "too many elements"),
        ([1 << 30], [1 << 40], 0, "stride that is too large"), ([2, 2], [.max, .max], 0, "stride"),
        ([2], [1], .max, "stride"),
    ])
    func othersAreRefused(_ shape: [Int], _ strides: [Int], _ offset: Int, _ words: String) throws {
        let error = #expect(throws: WeightFileError.self) { try read(shape, strides, offset: offset) }
        let sentence = error?.description ?? ""
        #expect(sentence.contains("the tensor 'w' "))
        #expect(sentence.contains(words), "\(sentence)")
    }

    @Test func moreAxesThanPyTorchCanUseAreRefused() throws {
        let error = #expect(throws: WeightFileError.self) {
            try read(Array(repeating: 1, count: 1_000), Array(repeating: 1, count: 1_000))
        }
        #expect(error?.description.contains("sizes or strides") == true)
    }
}
