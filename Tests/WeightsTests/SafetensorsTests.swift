import LookalikeWeights
import Testing

@Suite(.timeLimit(.minutes(10))) struct SafetensorsTests {
    private func file(_ header: String, data: Int) throws -> ScratchFile {
        try ScratchFile(
            UInt64(header.utf8.count).littleEndianBytes + header.utf8 + [UInt8](repeating: 1, count: data))
    }

    @Test func tensorsFollowEachOther() throws {
        let scratch = try file(
            #"{"b":{"dtype":"I8","shape":[3],"data_offsets":[4,7]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#,
            data: 7)
        let tensors = try WeightFile.open(scratch.path).tensors
        #expect(try tensors["b"]?.bytes() == [1, 1, 1])
        #expect(tensors["a"]?.shape == [])
    }

    @Test(arguments: [
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5, "4 bytes of data, and 5 are there"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}"#, 5, "'a' should be bytes 1 to 5"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3, "'a' should be bytes 0 to 4"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "'a' has 2 elements of 4 bytes"),
        (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "'a' has a negative size"),
        (
            #"{"a":{"dtype":"I8","shape":[1099511627776,1099511627776,0],"data_offsets":[0,0]}}"#, 0,
            "'a' has too many elements"
        ),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "'a' should be"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4, "'a' is not a tensor's"),
        (#"{"a":{"dtype":"F32","shape":["x"],"data_offsets":[0,4]}}"#, 4, "'a' is not a tensor's"),
        (#"{"a":{"dtype":"F32","shape":[1e300],"data_offsets":[0,4]}}"#, 4, "isn't the JSON"),
        (#"{"a":7}"#, 0, "'a' is not a tensor's"), (#"{"a":"#, 0, "isn't the JSON"),
        ("{]", 0, "isn't the JSON"),
        (#"{"a":{"dtype":"F32","shape":[[[[[[[[1]]]]]]]],"data_offsets":[0,4]}}"#, 4, "not of this format"),
        (#"{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,4]}}"#, 4, "'a' has numbers of the type 'F4'"),
        (#"{"__metadata__":{"a":"b"}}"#, 0, "no tensors"),
        (
            #"{"a":{"dtype":"I8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"I8","shape":[2],"data_offsets":[2,4]}}"#,
            4, "bytes"
        ),
    ])
    func headersThatContradictThemselvesAreRefused(header: String, data: Int, words: String) throws {
        let scratch = try file(header, data: data)
        let error = #expect(throws: WeightFileError.self) { try WeightFile.open(scratch.path) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
}
