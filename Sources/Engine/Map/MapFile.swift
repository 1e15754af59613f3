internal import Foundation
internal import LookalikeCatalogue

/// `map`, in a collection's folder: its map in little-endian numbers. A mark of 8 bytes, the date in seconds
/// since 1970 as a double, the number n of images, n record ids, n x and n y. It can be computed again at any time, so a
/// file that is not whole counts as none.
struct MapFile {
    private static let mark: [UInt8] = Array("LKMAP001".utf8)
    private static let headerBytes = 24
    private static let bytesPerImage = 12

    let path: String

    /// Each vector store has a map of its own, as another model puts images elsewhere: that of the store 2 is `map-2`.
    init(of record: CollectionRecord, in data: DataDirectory) {
        let folder = data.collection(record.recordID)
        path = record.storeNumber == 0 ? "\(folder)/map" : "\(folder)/map-\(record.storeNumber)"
    }

    /// Call when the vectors are removed that it is of.
    func remove() { unlink(path) }

    func write(_ map: CollectionMap) throws(EngineError) {
        do throws(DurableFile.Failure) {
            try DurableFile.replace(path, with: Self.encode(map))
        } catch {
            throw EngineError(error)
        }
    }

    /// Nil if there is none, or it is not whole.
    func read() -> CollectionMap? {
        // Whatever keeps it from being read, a map that can't be read is made again.
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return nil }
        return Self.decode([UInt8](data))
    }

    static func encode(_ map: CollectionMap) -> [UInt8] {
        var bytes = mark
        bytes.reserveCapacity(headerBytes + bytesPerImage * map.recordIDs.count)
        func append(_ number: some FixedWidthInteger) {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
        append(map.madeAt.timeIntervalSince1970.bitPattern)
        append(UInt64(map.recordIDs.count))
        for id in map.recordIDs { append(id) }
        for number in map.x { append(number) }
        for number in map.y { append(number) }
        return bytes
    }

    static func decode(_ bytes: [UInt8]) -> CollectionMap? {
        guard bytes.starts(with: mark), bytes.count >= headerBytes else { return nil }
        var position = mark.count
        func next<Number: FixedWidthInteger>(_: Number.Type) -> Number {
            let size = MemoryLayout<Number>.size
            defer { position += size }
            // Sound: the callers have compared the count of bytes with what they read.
            return bytes.withUnsafeBytes {
                Number(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Number.self))
            }
        }
        let seconds = Double(bitPattern: next(UInt64.self))
        let room = UInt64(bytes.count - headerBytes)
        let count = next(UInt64.self)
        guard seconds.isFinite, count == room / UInt64(bytesPerImage), room % UInt64(bytesPerImage) == 0
        else { return nil }
        let places = 0..<Int(count)
        return CollectionMap(
            madeAt: Date(timeIntervalSince1970: seconds), recordIDs: places.map { _ in next(Int64.self) },
            x: places.map { _ in next(UInt16.self) }, y: places.map { _ in next(UInt16.self) })
    }
}
