import LookalikeWeights
import Testing

/// Archives whose directory says what can't be.
@Suite(.timeLimit(.minutes(10))) struct ZipTests {
    /// Changes the entry of a member in the central directory of a fixture and opens it.
    private func refusal(
        _ fixture: String, _ member: String, at field: Int, _ value: [UInt8]
    ) throws -> String {
        var bytes = try Fixtures.bytes(fixture)
        let name = Array(member.utf8)
        let entry = try #require(
            bytes.indices.last { start in
                bytes[start...].starts(with: [0x50, 0x4B, 1, 2]) && bytes[(start + 46)...].starts(with: name)
            })
        bytes.replaceSubrange(entry + field..<entry + field + value.count, with: value)
        let scratch = try ScratchFile(bytes)
        let error = #expect(throws: WeightFileError.self) { try WeightFile.open(scratch.path) }
        return error?.description ?? ""
    }

    @Test(
        arguments: [
            (8, [1, 0], "is encrypted"), (10, [12, 0], "is compressed by method 12"),
            (20, [1, 0, 0, 0], "is stored and has two sizes"),
            (42, [1, 0, 0, 0], "isn't where its directory says"),
            (42, [0xF0, 0xFF, 0xFF, 0x7F], "directory ends or breaks"),
            (28, [0xFF, 0xFF], "directory ends or breaks"), (0, [0, 0, 0, 0], "directory ends or breaks"),
        ] as [(Int, [UInt8], String)])
    func entriesThatContradictTheFileAreRefused(field: Int, value: [UInt8], words: String) throws {
        let sentence = try refusal("types.zip.pth", "types.zip/data.pkl", at: field, value)
        #expect(sentence.contains(words), "\(sentence)")
    }

    @Test func aMemberThatWouldFillTheMemoryIsRefused() throws {
        let gigabyte = UInt32(1 << 30).littleEndianBytes
        let sentence = try refusal("deflated.zip.pth", "source/data/0", at: 24, gigabyte)
        #expect(sentence.contains("is 1073741824 bytes when inflated"), "\(sentence)")
    }

    @Test func aMissingStorageIsNamedWithItsTensor() throws {
        let sentence = try refusal("deflated.zip.pth", "source/data/0", at: 46, Array("source/data/9".utf8))
        let expected = "the tensor 'a' can't be read: the archive has no member 'source/data/0'"
        #expect(sentence.contains(expected), "\(sentence)")
    }

    /// One bit of the numbers or of the description.
    @Test(
        arguments: [
            ("types.zip.pth", "types.zip/data/0"), ("types.zip.pth", "types.zip/data.pkl"),
            ("script.pt", "script/data.pkl"),
        ]) func aMemberThatIsNotItsChecksumsIsDamaged(fixture: String, member: String) throws
    {
        var bytes = try Fixtures.bytes(fixture)
        let name = Array(member.utf8)
        let header = try #require(
            bytes.indices.first { start in
                bytes[start...].starts(with: [0x50, 0x4B, 3, 4]) && bytes[(start + 30)...].starts(with: name)
            })
        let data = header + 30 + name.count + Int(bytes[header + 28]) + Int(bytes[header + 29]) << 8
        bytes[data] ^= 1
        let scratch = try ScratchFile(bytes)
        let error = #expect(throws: WeightFileError.self) {
            for tensor in try WeightFile.open(scratch.path).tensors.values { _ = try tensor.bytes() }
        }
        let sentence = try #require(error).description
        #expect(sentence.contains("don't have the checksum that the archive says"), "\(sentence)")
    }

    /// As PyTorch writes it after `torch.serialization.set_crc32_options(False)`.
    @Test func aChecksumOfZeroIsNone() throws {
        var bytes = try Fixtures.bytes("types.zip.pth")
        for start in bytes.indices where bytes[start...].starts(with: [0x50, 0x4B, 1, 2]) {
            bytes.replaceSubrange(start + 16..<start + 20, with: [0, 0, 0, 0])
        }
        let scratch = try ScratchFile(bytes)
        let (found, expected) = try (
            WeightFile.open(scratch.path), WeightFile.open(Fixtures.path("types.zip.pth"))
        )
        #expect(!found.tensors.isEmpty)
        for (name, tensor) in expected.tensors {
            #expect(try found.tensors[name]?.bytes() == tensor.bytes(), "\(name)")
        }
    }

    @Test func aDirectoryThatIsCutOffIsDamage() throws {
        let bytes = try Fixtures.bytes("types.zip.pth")
        let scratch = try ScratchFile(Array(bytes.dropLast(1)))
        let error = #expect(throws: WeightFileError.self) { try WeightFile.open(scratch.path) }
        #expect(error?.description.contains("may be cut short") == true)
    }
}
