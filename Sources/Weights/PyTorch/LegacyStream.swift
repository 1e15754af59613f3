/// What `torch.save` wrote before PyTorch 1.6: a magic number, a version, a dictionary about the system, the object and
/// the list of its storages' keys, each a pickle of its own; then the storages in that list's order, each as a 64-bit
/// number of elements and the elements, little-endian whatever the system.
enum LegacyStream {
    /// 0x1950a86a20f9469cfc6c as a pickle has it.
    static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    private static let version = 1001

    /// Whether the file begins with a pickle, of torch.save or not: protocol 2 to 5, or the magic number in protocol 0.
    static func isPickle(_ start: [UInt8]) -> Bool {
        start.count >= 2 && start[0] == 0x80 && (2...5).contains(start[1])
            || start.starts(with: Array("L119547037146038801333356L\n".utf8))
    }

    static func read(_ file: InputFile, entry: String?) throws(WeightFileError) -> WeightFile {
        var cursor = try ByteCursor(FileSection(file: file, offset: 0, count: file.size))
        guard case .torchMagic = try pickle(&cursor) else {
            throw .unsupported(detail: "the file is a Python pickle that torch.save did not write")
        }
        guard case .int(version) = try pickle(&cursor) else {
            throw .damaged(detail: "its version of PyTorch's format is not \(version)")
        }
        _ = try pickle(&cursor)
        var machine = PickleMachine(cursor, .storages)
        let root = try machine.run()
        cursor = machine.cursor
        let sections = try storages(machine.heap, &cursor)
        return try .checkpoint(.pytorchLegacy, root, machine.heap, sections, entry: entry)
    }

    private static func pickle(_ cursor: inout ByteCursor) throws(WeightFileError) -> PickleValue {
        var machine = PickleMachine(cursor)
        let value = try machine.run()
        cursor = machine.cursor
        return value
    }

    /// Where the storages are, by key. What they hold is not read.
    private static func storages(
        _ heap: PickleHeap, _ cursor: inout ByteCursor
    ) throws(WeightFileError) -> [String: FileSection] {
        var described: [String: TorchStorage] = [:]
        for storage in heap.storages where described[storage.key] == nil { described[storage.key] = storage }
        var sections: [String: FileSection] = [:]
        for key in try keys(&cursor) {
            guard let storage = described[key] else {
                throw .damaged(detail: "it lists a storage \(quoted(key)) that no tensor has")
            }
            guard sections[key] == nil else {
                throw .damaged(detail: "it lists the storage \(quoted(key)) twice")
            }
            sections[key] = try section(
                &cursor, elementSize: storage.elements.size, "the storage \(quoted(key))")
        }
        return sections
    }

    /// Reads a count and passes its elements.
    static func section(
        _ cursor: inout ByteCursor, elementSize: Int, _ what: String
    ) throws(WeightFileError) -> FileSection {
        let count = try cursor.number(Int64.self)
        guard count >= 0, count <= Int64(cursor.left / elementSize) else {
            throw .damaged(detail: "\(what) should have \(count) elements, for which the file is too short")
        }
        let bytes = Int(count) * elementSize
        let section = try cursor.upcoming(bytes)
        try cursor.skip(bytes)
        return section
    }

    private static func keys(_ cursor: inout ByteCursor) throws(WeightFileError) -> [String] {
        var machine = PickleMachine(cursor)
        guard case .sequence(let place) = try machine.run() else {
            throw .damaged(detail: "it has no list of storages before byte \(machine.cursor.offset)")
        }
        cursor = machine.cursor
        var keys: [String] = []
        for value in machine.heap.sequences[place] {
            switch value {
            case .string(let key): keys.append(key)
            case .int(let number): keys.append(String(number))
            default: throw .damaged(detail: "its list of storages has \(value.kind) in it")
            }
        }
        return keys
    }
}
