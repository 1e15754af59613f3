import LookalikeHDF5
import Testing

/// Files that h5py wrote, listed and read.
@Suite(.timeLimit(.minutes(10))) struct HDF5FileTests {
    static let types: [(name: String, type: HDF5Type, size: Int)] = [
        ("lf8", .float64, 8), ("lf4", .float32, 4), ("lf2", .float16, 2),
        ("li8", .int64, 8), ("li4", .int32, 4), ("li2", .int16, 2), ("i1", .int8, 1),
        ("lu8", .uint64, 8), ("lu4", .uint32, 4), ("lu2", .uint16, 2), ("u1", .uint8, 1),
        ("bf4", .float32, 4), ("bf2", .float16, 2), ("bi4", .int32, 4), ("bu8", .uint64, 8),
    ]

    /// 0 to 23 in each type, also those that are big-endian in the file; and all of it behind a user block.
    @Test func numbersOfEveryType() throws {
        let root = try HDF5Fixture.open("hdf5-types.h5").root
        for (name, type, size) in Self.types {
            let dataset = try #require(root.dataset(name), "\(name)")
            #expect(
                dataset.type == type && dataset.elementSize == size && dataset.shape == [2, 3, 4], "\(name)")
            let bytes = try dataset.bytes()
            let expected = (0..<24).flatMap { Self.bytes($0, type) }
            #expect(bytes == expected, "\(name)")
        }
    }

    /// Little-endian.
    static func bytes(_ number: Int, _ type: HDF5Type) -> [UInt8] {
        switch type {
        case .float64: littleEndian(Double(number).bitPattern)
        case .float32: littleEndian(Float(number).bitPattern)
        // Whole numbers below 2048: the exponent is 15 more than the highest bit's place.
        case .float16:
            littleEndian(
                number == 0
                    ? 0
                    : UInt16(15 + Int.bitWidth - 1 - number.leadingZeroBitCount) << 10
                        | UInt16(number << (10 - (Int.bitWidth - 1 - number.leadingZeroBitCount)) & 0x3ff))
        case .int64, .uint64: littleEndian(UInt64(number))
        case .int32, .uint32: littleEndian(UInt32(number))
        case .int16, .uint16: littleEndian(UInt16(number))
        default: [UInt8(number)]
        }
    }

    static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    @Test func shapesAndOtherElements() throws {
        let root = try HDF5Fixture.open("hdf5-types.h5").root
        #expect(try root.dataset("bool")?.bytes() == [1, 0, 1])
        #expect(root.dataset("bool")?.type == .bool)
        let scalar = try #require(root.dataset("scalar"))
        #expect(try scalar.shape == [] && scalar.bytes() == [0, 0, 0xf0, 0x40])
        #expect(try root.dataset("empty")?.bytes() == [])
        #expect(root.dataset("empty")?.shape == [0, 3])
        let opaque = try #require(root.dataset("void"))
        #expect(try opaque.type == .opaque(bytes: 2) && opaque.bytes() == [0, 0, 0, 0, 0, 0])
        let wide = try #require(root.dataset("wide"))
        #expect(try wide.bytes() == (0..<300).flatMap { Self.bytes($0, .float32) })
        // In compressed chunks that don't divide the axes.
        let rank5 = try #require(root.dataset("rank5"))
        #expect(
            try rank5.shape == [2, 3, 2, 2, 3] && rank5.bytes() == (0..<72).flatMap { Self.bytes($0, .int16) }
        )
        // A second link to a dataset.
        #expect(try root.dataset("group/again")?.bytes() == scalar.bytes())
    }

    @Test func textAttributes() throws {
        let inner = try #require(HDF5Fixture.open("hdf5-types.h5").root.group("group/inner"))
        #expect(
            inner.texts == [
                "one": ["plain"], "list": ["x", "yy", "zé"], "fixed": ["p", "qqq"], "nothing": [],
            ])
    }

    @Test(arguments: [
        ("text", "its elements are text"), ("record", "its elements are records of several values"),
        ("unwritten", "its numbers were never written"), ("elsewhere", "its numbers are in other files"),
    ])
    func whatCanNotBeReadSaysWhy(name: String, reason: String) throws {
        let dataset = try #require(HDF5Fixture.open("hdf5-types.h5").root.dataset(name))
        #expect(dataset.problem == reason)
        let error = #expect(throws: HDF5Error.self) { try dataset.bytes() }
        #expect(error?.reason == reason)
    }

    @Test func linksAreNotFollowed() throws {
        let root = try HDF5Fixture.open("hdf5-links.h5").root
        for path in ["a/b/up", "soft", "external", "type"] {
            guard case .link? = root.object(path) else {
                Issue.record("\(path)")
                continue
            }
        }
        #expect(root.members.count == 4)
    }

    @Test func membersKeepTheOrderThatTheFileKeeps() throws {
        let created = try HDF5Fixture.open("hdf5-created.h5").root
        #expect(created.isInCreationOrder && created.members.map(\.name) == ["zebra", "ape", "lion"])
        let plain = try HDF5Fixture.open("hdf5-links.h5").root
        #expect(!plain.isInCreationOrder && plain.members.map(\.name) == ["a", "external", "soft", "type"])
    }

    @Test func groupsNestedTooDeepAreRefused() throws {
        let error = #expect(throws: HDF5Error.self) { try HDF5Fixture.open("hdf5-deep.h5") }
        #expect(error == HDF5Error(.unsupported, "its groups are nested too deep"))
    }

    @Test func otherFilesAreRefused() throws {
        let fixture = try HDF5Fixture("hdf5-created.h5")
        try fixture.write(Array("no HDF5 file".utf8))
        #expect(throws: HDF5Error.self) { try fixture.open() }
        #expect(throws: HDF5Error.self) { try HDF5File(path: fixture.path + "-missing") }
        let newer = #expect(throws: HDF5Error.self) { try HDF5Fixture.open("layout-newer.h5") }
        #expect(newer?.kind == .newerForm)
    }
}
