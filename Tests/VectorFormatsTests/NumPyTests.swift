import LookalikeVectorFormats
import Testing

/// `.npy` files as NumPy's enhancement proposal 1 describes them.
@Suite(.timeLimit(.minutes(10))) struct NumPyTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    func open(_ bytes: [UInt8]) throws -> VectorTable { try VectorTable.open(scratch.write(bytes)) }

    @Test(arguments: [UInt8(1), 2, 3])
    func versions(version: UInt8) throws {
        let values: [Float] = [1, 2, 3, 4, 5, 6]
        let table = try open(NPY.file("<f4", shape: "(3, 2)", version: version, bytes(of: values)))
        #expect(table.format == .npy && table.count == 3 && table.dimension == 2)
        #expect(table.metric == .unknown && table.ids == nil)
        #expect(try table.read(1..<3) == [3, 4, 5, 6])
    }

    @Test func typesAndByteOrders() throws {
        let expected: [Float] = [-1, 2, 100, 0]
        func check<Number: BitwiseCopyable>(_ type: String, _ numbers: [Number]) throws {
            #expect(
                try open(NPY.file("<" + type, shape: "(2, 2)", bytes(of: numbers))).read(0..<2) == expected)
            let swapped = numbers.flatMap { Array(bytes($0).reversed()) }
            #expect(try open(NPY.file(">" + type, shape: "(2, 2)", swapped)).read(0..<2) == expected)
        }
        try check("f2", expected.map { Float16($0) })
        try check("f4", expected)
        try check("f8", expected.map { Double($0) })
        try check("i2", expected.map { Int16($0) })
        try check("i4", expected.map { Int32($0) })
        try check("i8", expected.map { Int64($0) })
        #expect(
            try open(NPY.file("|i1", shape: "(2, 2)", bytes(of: [Int8(-1), 2, 100, 0]))).read(0..<2)
                == expected)
        #expect(try open(NPY.file("|u1", shape: "(1, 2)", [200, 3])).read(0..<1) == [200, 3])
        #expect(try open(NPY.file("<u8", shape: "(1, 1)", bytes(UInt64(1) << 63))).read(0..<1) == [0x1p63])
    }

    @Test func fortranOrder() throws {
        let file = NPY.file("<f4", shape: "(3, 2)", order: "True", bytes(of: [Float(1), 3, 5, 2, 4, 6]))
        let table = try open(file)
        #expect(try table.read(0..<3) == [1, 2, 3, 4, 5, 6])
        #expect(try table.read(1..<2) == [3, 4])
        #expect(try table.readInBlocks(of: 2) == [1, 2, 3, 4, 5, 6])
    }

    @Test func oneDimensionIsOneRowOrIDs() throws {
        let row = try open(NPY.file("<f4", shape: "(3,)", bytes(of: [Float(1), 2, 3])))
        #expect(row.count == 1 && row.dimension == 3)
        #expect(try row.read(0..<1) == [1, 2, 3])
        let ids = try scratch.write(NPY.file("<i8", shape: "(3,)", bytes(of: [Int64(-1), 1 << 62, 0])))
        #expect(try NumPyFile.ids(ids) == [-1, 1 << 62, 0])
        #expect(
            try NumPyFile.ids(scratch.write(NPY.file(">i2", shape: "(2,)", [0xff, 0xfe, 1, 2]))) == [-2, 258])
        #expect(try NumPyFile.ids(scratch.write(NPY.file("|u1", shape: "(2,)", [255, 1]))) == [255, 1])
        let large = try scratch.write(NPY.file("<u8", shape: "(1,)", bytes(UInt64.max)))
        #expect(throws: VectorFormatError.self) { try NumPyFile.ids(large) }
        let floats = try scratch.write(NPY.file("<f4", shape: "(1,)", bytes(Float(1))))
        #expect(throws: VectorFormatError.self) { try NumPyFile.ids(floats) }
    }

    @Test func emptyArrays() throws {
        let table = try open(NPY.file("<f4", shape: "(0, 4)", []))
        #expect(table.count == 0 && table.dimension == 4)
        #expect(try table.read(0..<0) == [])
        #expect(try NumPyFile.ids(scratch.write(NPY.file("<i8", shape: "(0,)", []))) == [])
    }

    /// Python 2 wrote such headers; spaces and the order of the keys don't matter.
    @Test func headersOfOtherPrograms() throws {
        let text = Array("{\"shape\":(1L,2L),'fortran_order':False,   'descr':'<f4'}  \n".utf8)
        let file = [0x93] + Array("NUMPY".utf8) + [1, 0] + bytes(UInt16(text.count)) + text
        #expect(try open(file + bytes(of: [Float(8), 9])).read(0..<1) == [8, 9])
    }

    @Test(arguments: [
        ("<c8", "(1, 1)", "type '<c8'"), ("<f4", "()", "0 dimensions"), ("<f4", "(1, 1, 1)", "3 dimensions"),
        ("|S4", "(1, 1)", "type '|S4'"), ("<f16", "(1, 1)", "type '<f16'"), ("=f4", "(1, 1)", "type '=f4'"),
        ("<f4", "(4, 0)", "vectors of 0 numbers"), ("<f4", "(-1, 4)", "shape"), ("<f4", "('a', 4)", "shape"),
        ("<f4", "(0, 70000)", "vectors of 70000 numbers"), ("<f4", "(2, 2)", "needs"),
        ("<f4", "(4611686018427387904, 4)", "needs"), ("<f4", "(3037000500, 3037000500)", "needs"),
        ("<f4", "(9223372036854775807, 2)", "needs"), ("<f4", "(99999999999999999999, 2)", "header"),
    ])
    func whatIsRefusedSaysWhy(descr: String, shape: String, words: String) throws {
        let numbers = shape.contains("0)") ? [] : [UInt8](repeating: 0, count: descr == "<c8" ? 8 : 4)
        let error = #expect(throws: VectorFormatError.self) {
            try open(NPY.file(descr, shape: shape, numbers))
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func damagedHeaders() throws {
        let texts = [
            "", "{", "}", "{'descr'", "{'descr': }", "{'descr': '<f4', 'fortran_order': 3, 'shape': (1,)}",
            "{'descr': '<f4', 'fortran_order': False}", "[1]",
            "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}",
            String(repeating: "(", count: 5000), "{'shape': " + String(repeating: "(", count: 5000),
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
        ]
        for text in texts {
            let file =
                [0x93] + Array("NUMPY".utf8) + [1, 0] + bytes(UInt16(text.utf8.count)) + Array(text.utf8)
            #expect(throws: VectorFormatError.self, "\(text.prefix(40))") { try open(file + bytes(Float(1))) }
        }
        let intact = NPY.file("<f4", shape: "(1,)", bytes(Float(1)))
        #expect(try open(intact).count == 1)
        var future = intact
        future[6] = 4
        #expect(throws: VectorFormatError.self) { try open(future) }
    }
}
