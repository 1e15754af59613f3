import LookalikeWeights
import Testing

/// Pickles that no library writes: each is refused at once, whatever it asks for.
@Suite(.timeLimit(.minutes(10))) struct PickleTests {
    private func refusal(_ object: [UInt8]) throws -> String {
        let scratch = try ScratchFile(LegacyFile.bytes(object: object, storage: nil))
        let error = #expect(throws: WeightFileError.self) { try WeightFile.open(scratch.path) }
        return error?.description ?? ""
    }

    private func pickle(_ write: (inout PickleWriter) -> Void) -> [UInt8] {
        var writer = PickleWriter()
        write(&writer)
        return writer.whole
    }

    @Test(arguments: [
        ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("builtins", "getattr"),
        ("torch", "load"), ("torch.nn.modules.linear", "Linear"), ("__torch__", "Net"),
        ("torch._utils", "_import_dotted_name"), ("collections", "namedtuple"), ("", ""),
    ])
    func otherNamesAreNotCalled(module: String, name: String) throws {
        let sentence = try refusal(
            pickle {
                $0.global(module, name)
                $0.text("x")
                $0.raw(0x85, 0x52)
            })
        #expect(sentence.contains("'\(module).\(name)'"))
        #expect(sentence.contains("torch.save(model.state_dict(), path)"))
    }

    @Test func deepNestingNeedsNoStack() throws {
        let deep = pickle {
            $0.raw(0x7D)
            $0.raw([UInt8](repeating: 0x85, count: 500_000))
        }
        #expect(try refusal(deep).contains("holds a list"))
        let lists = pickle {
            $0.raw([UInt8](repeating: 0x5D, count: 500_000) + [UInt8](repeating: 0x61, count: 499_999))
        }
        #expect(try refusal(lists).contains("holds a list"))
        let dictionaries = pickle {
            for _ in 0..<1_000 {
                $0.raw(0x7D)
                $0.text("a")
            }
            $0.raw(0x7D)
            $0.raw([UInt8](repeating: 0x73, count: 1_000))
        }
        #expect(try refusal(dictionaries).contains("no tensors"))
    }

    @Test func valuesThatHoldThemselvesEnd() throws {
        // d = {"a": d}; l = [l]
        let dictionary = pickle {
            $0.raw(0x7D, 0x71, 0)
            $0.text("a")
            $0.raw(0x68, 0, 0x73)
        }
        #expect(try refusal(dictionary).contains("no tensors"))
        #expect(try refusal(pickle { $0.raw(0x5D, 0x71, 0, 0x68, 0, 0x61) }).contains("holds a list"))
    }

    @Test func memoryIsBounded() throws {
        for operation in [0x4E, 0x7D, 0x5D, 0x28, 0x29] as [UInt8] {
            let many = pickle { $0.raw([UInt8](repeating: operation, count: 1_200_000)) }
            #expect(try refusal(many).contains("too many"))
        }
        // A list of a million values, copied by each use.
        let copies = pickle {
            $0.raw([0x5D, 0x28] + [UInt8](repeating: 0x4E, count: 1_000_000) + [0x65, 0x71, 0, 0x30])
            $0.global("torch", "Size")
            $0.raw(0x71, 1, 0x30)
            for _ in 0..<100 { $0.raw(0x68, 1, 0x68, 0, 0x85, 0x52, 0x68, 0, 0x4E, 0x61, 0x30) }
        }
        #expect(try refusal(copies).contains("too many"))
        let tensors = pickle {
            $0.tensor(storageCount: 0, offset: 0, shape: [], strides: [])
            $0.global("torch._utils", "_rebuild_tensor_v2")
            $0.raw(0x71, 1, 0x30)
            $0.raw(0x28, 0x28)
            $0.text("storage")
            $0.global("torch", "FloatStorage")
            $0.text("0")
            $0.text("cpu")
            $0.raw(0x4B, 0, 0x4E, 0x74, 0x51, 0x4B, 0, 0x29, 0x29, 0x74, 0x71, 2, 0x30)
            for _ in 0..<200_000 { $0.raw(0x68, 1, 0x68, 2, 0x52) }
        }
        #expect(try refusal(tensors).contains("too many tensors"))
    }

    @Test(
        arguments: [
            [0x58, 0xFF, 0xFF, 0xFF, 0xFF], [0x8E, 0, 0, 0, 0, 0, 0, 0, 0x80],
            [0x54, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x8B, 0xFF, 0xFF, 0xFF, 0x7F], [0x95, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
        ] as [[UInt8]])
    func lengthsBeyondTheEndAreRefused(operation: [UInt8]) throws {
        #expect(try refusal(pickle { $0.raw(operation) }).contains("reaches beyond the end"))
    }

    @Test(
        arguments: [
            [0x52], [0x73], [0x75], [0x61], [0x74], [0x86], [0x62], [0x51], [0x30], [0x32], [0x68, 9], [0x81],
            [0x7D, 0x28, 0x4E, 0x75], [0x28, 0x4E, 0x64], [0x4E, 0x29, 0x52], [0x4E, 0x4E, 0x61], [0x82, 1],
            [0x80, 6], [0x97], [0x4E, 0x51], [0xFF], [],
        ] as [[UInt8]])
    func operationsOnWhatIsNotThereAreRefused(operations: [UInt8]) throws {
        let sentence = try refusal(pickle { $0.raw(operations) })
        #expect(sentence.hasPrefix("the file is damaged: "), "\(sentence)")
    }

    @Test func aNameThatComesTwiceIsRefused() throws {
        var writer = PickleWriter()
        writer.raw(0x7D)
        for _ in 0..<2 {
            writer.text("w")
            writer.tensor(storageCount: 2, offset: 0, shape: [2], strides: [1])
            writer.raw(0x73)
        }
        let scratch = try ScratchFile(LegacyFile.bytes(object: writer.whole, storage: [1, 2]))
        let expected = WeightFileError.damaged(detail: "it has two tensors 'w'")
        #expect(throws: expected) { try WeightFile.open(scratch.path) }
    }
}
