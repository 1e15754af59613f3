import LookalikeWeights
import Testing

/// Every file that the real libraries wrote gives what they read in it.
@Suite(.timeLimit(.minutes(10))) struct FixtureTests {
    static let read = names { $0.error == nil }
    static let refused = names { $0.error != nil }

    private static func names(_ isWanted: (Fixtures.Expectation) -> Bool) -> [String] {
        Fixtures.expected.filter { $0.value.contains(where: isWanted) }.keys.sorted()
    }

    @Test(arguments: read) func tensorsAreAsTheLibraryReadsThem(name: String) throws {
        for expected in Fixtures.expected[name, default: []] where expected.error == nil {
            let file = try WeightFile.open(Fixtures.path(name), entry: expected.entry)
            #expect(file.format.rawValue == expected.format)
            #expect(file.ignored.sorted() == expected.ignored)
            #expect(Set(file.tensors.keys) == Set(expected.tensors!.keys))
            for (tensorName, tensor) in file.tensors {
                #expect(tensor.name == tensorName)
                #expect(try Fixtures.Tensor(tensor) == expected.tensors?[tensorName], "\(tensorName)")
            }
        }
    }

    @Test(arguments: refused) func othersAreRefusedInASentence(name: String) throws {
        for expected in Fixtures.expected[name, default: []] {
            guard let words = expected.error else { continue }
            let error = #expect(throws: WeightFileError.self) { try WeightFile.open(Fixtures.path(name)) }
            let sentence = error?.description ?? ""
            for word in words { #expect(sentence.contains(word), "\(sentence)") }
            #expect(!sentence.contains("\n"))
        }
    }

    @Test func everyKindIsThere() {
        #expect(Self.read.count > 30)
        #expect(Self.refused.count > 20)
        let formats = Set(Fixtures.expected.values.joined().compactMap(\.format))
        #expect(formats == ["safetensors", "pytorch-zip", "pytorch-legacy", "pytorch-tar", "torchscript"])
    }
}
