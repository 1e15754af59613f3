/// Reads the entries of a zip archive's central directory.
struct ZipDirectory {
    private let bytes: [UInt8]
    /// Members are before this place of the file.
    private let limit: Int
    private var position = 0

    private static let entrySize = 46

    init(_ bytes: [UInt8], limit: Int) {
        self.bytes = bytes
        self.limit = limit
    }

    consuming func members(_ count: Int) throws(WeightFileError) -> [String: ZipMember] {
        var members: [String: ZipMember] = [:]
        members.reserveCapacity(count)
        for _ in 0..<count {
            let member = try next()
            guard members.updateValue(member, forKey: member.name) == nil else {
                throw .damaged(detail: "the archive has two members \(quoted(member.name))")
            }
        }
        return members
    }

    private mutating func next() throws(WeightFileError) -> ZipMember {
        let start = position
        guard bytes.count - start >= Self.entrySize, bytes[start...].starts(with: [0x50, 0x4b, 1, 2]) else {
            throw damaged()
        }
        let lengths = [28, 30, 32].map { Int(bytes.number(UInt16.self, at: start + $0)) }
        let nameStart = start + Self.entrySize
        let extraStart = nameStart + lengths[0]
        let end = extraStart + lengths[1] + lengths[2]
        guard end <= bytes.count else { throw damaged() }
        position = end
        let narrow = [24, 20, 42].map { bytes.number(UInt32.self, at: start + $0) }
        let sizes = try wideNumbers(narrow, extra: extraStart..<extraStart + lengths[1])
        guard sizes[1] <= UInt64(limit), sizes[2] <= UInt64(limit), sizes[0] <= UInt64(Int.max) else {
            throw damaged()
        }
        return ZipMember(
            name: String(decoding: bytes[nameStart..<extraStart], as: UTF8.self),
            method: bytes.number(UInt16.self, at: start + 10),
            isEncrypted: bytes.number(UInt16.self, at: start + 8) & 1 == 1,
            crc: bytes.number(UInt32.self, at: start + 16), packedSize: Int(sizes[1]), size: Int(sizes[0]),
            headerOffset: Int(sizes[2]))
    }

    /// Size, packed size and offset: those that don't fit 32 bits are in the zip64 extra field, in this order.
    private func wideNumbers(
        _ narrow: [UInt32], extra: Range<Int>
    ) throws(WeightFileError) -> [UInt64] {
        guard narrow.contains(.max) else { return narrow.map { UInt64($0) } }
        guard var place = wideField(extra) else { return narrow.map { UInt64($0) } }
        var numbers: [UInt64] = []
        for number in narrow {
            guard number == .max else {
                numbers.append(UInt64(number))
                continue
            }
            guard place.count >= 8 else { throw damaged() }
            numbers.append(bytes.number(UInt64.self, at: place.lowerBound))
            place = place.lowerBound + 8..<place.upperBound
        }
        return numbers
    }

    private func wideField(_ extra: Range<Int>) -> Range<Int>? {
        var place = extra.lowerBound
        while place + 4 <= extra.upperBound {
            let end = place + 4 + Int(bytes.number(UInt16.self, at: place + 2))
            guard end <= extra.upperBound else { return nil }
            if bytes.number(UInt16.self, at: place) == 1 { return place + 4..<end }
            place = end
        }
        return nil
    }

    private func damaged() -> WeightFileError {
        .damaged(detail: "the zip archive's directory ends or breaks at its byte \(position)")
    }
}
