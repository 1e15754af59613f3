/// What `torch.save` wrote in PyTorch 0.1: a tar archive of `storages` (the numbers), `tensors` (sizes and strides) and
/// `pickle` (the object, with tensors by their numbers).
struct TarCheckpoint {
    private let members: [String: FileSection]

    init(_ archive: TarArchive) { members = archive.members }

    func read(entry: String?) throws(WeightFileError) -> WeightFile {
        let (storages, sections) = try storages()
        var machine = PickleMachine(try cursor("pickle"), .tensors(try tensors(storages)))
        let root = try machine.run()
        return try .checkpoint(.pytorchTar, root, machine.heap, sections, entry: entry)
    }

    private func cursor(_ name: String) throws(WeightFileError) -> ByteCursor {
        guard let section = members[name] else {
            throw .unsupported(
                detail:
                    "the file is a tar archive without a member \(quoted(name)), so PyTorch did not write it")
        }
        return try ByteCursor(section)
    }

    // MARK: The numbers

    /// Pickles: how many there are, then for each (number, device, class), behind which are a count and the elements; then
    /// parts of storages as (number, number of the whole, offset, count).
    private func storages() throws(WeightFileError) -> ([Int: TorchStorage], [String: FileSection]) {
        var cursor = try cursor("storages")
        var storages: [Int: TorchStorage] = [:]
        var sections: [String: FileSection] = [:]
        for _ in 0..<(try count(&cursor)) {
            let (heap, parts) = try tuple(&cursor, 3)
            guard case .int(let number) = heap[parts, 0],
                case .constructor(.storage(let elements)) = heap[parts, 2], storages[number] == nil
            else { throw damaged("a storage", cursor) }
            let section = try LegacyStream.section(
                &cursor, elementSize: elements.size, "the storage \(number)")
            sections[String(number)] = section
            storages[number] = TorchStorage(
                key: String(number), elements: elements, count: section.count / elements.size)
        }
        try addParts(&storages, &cursor)
        return (storages, sections)
    }

    private func addParts(
        _ storages: inout [Int: TorchStorage], _ cursor: inout ByteCursor
    ) throws(WeightFileError) {
        var machine = PickleMachine(cursor)
        guard case .sequence(let list) = try machine.run() else {
            throw damaged("the parts of storages", cursor)
        }
        for part in machine.heap.sequences[list] {
            guard let numbers = machine.heap.integers(part), numbers.count == 4,
                let whole = storages[numbers[1]],
                whole.view == nil, numbers[2] >= 0, numbers[3] >= 0, numbers[2] <= whole.count,
                numbers[3] <= whole.count - numbers[2], storages[numbers[0]] == nil
            else { throw damaged("a part of a storage", cursor) }
            storages[numbers[0]] = TorchStorage(
                key: whole.key, elements: whole.elements, count: whole.count,
                view: numbers[2]..<numbers[2] + numbers[3])
        }
    }

    // MARK: Sizes and strides

    /// Pickles: how many there are, then for each (number, number of the storage, class), behind which are the number of
    /// axes as 8 bytes of which 4 count, the sizes, the strides and the offset, 8 bytes each.
    private func tensors(_ storages: [Int: TorchStorage]) throws(WeightFileError) -> [Int: TorchTensor] {
        var cursor = try cursor("tensors")
        var tensors: [Int: TorchTensor] = [:]
        for _ in 0..<(try count(&cursor)) {
            let (heap, parts) = try tuple(&cursor, 3)
            guard case .int(let number) = heap[parts, 0], case .int(let key) = heap[parts, 1],
                let storage = storages[key], tensors[number] == nil
            else { throw damaged("a tensor", cursor) }
            let rank = Int(try cursor.number(Int32.self))
            try cursor.skip(4)
            guard (0...StridedLayout.largestRank).contains(rank) else { throw damaged("a tensor", cursor) }
            let shape = try numbers(rank, &cursor)
            let strides = try numbers(rank, &cursor)
            tensors[number] = TorchTensor(
                storage: storage, offset: Int(try cursor.number(Int64.self)), shape: shape, strides: strides)
        }
        return tensors
    }

    private func numbers(_ count: Int, _ cursor: inout ByteCursor) throws(WeightFileError) -> [Int] {
        var numbers: [Int] = []
        for _ in 0..<count { numbers.append(Int(try cursor.number(Int64.self))) }
        return numbers
    }

    // MARK: Pickles

    private func count(_ cursor: inout ByteCursor) throws(WeightFileError) -> Int {
        var machine = PickleMachine(cursor)
        guard case .int(let count) = try machine.run(), (0...PickleMachine.tensorLimit).contains(count) else {
            throw damaged("a count", cursor)
        }
        cursor = machine.cursor
        return count
    }

    private func tuple(
        _ cursor: inout ByteCursor, _ count: Int
    ) throws(WeightFileError) -> (PickleHeap, Int) {
        var machine = PickleMachine(cursor)
        guard case .sequence(let place) = try machine.run(), machine.heap.sequences[place].count == count
        else {
            throw damaged("a description", cursor)
        }
        cursor = machine.cursor
        return (machine.heap, place)
    }

    private func damaged(_ what: String, _ cursor: ByteCursor) -> WeightFileError {
        .damaged(
            detail: "\(what) is missing or wrong at byte \(cursor.offset) of a member of the tar archive")
    }
}

extension PickleHeap {
    /// - Precondition: the sequence has such a part.
    fileprivate subscript(sequence: Int, part: Int) -> PickleValue { sequences[sequence][part] }
}
