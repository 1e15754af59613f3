/// Hashes for tables of a vocabulary: a product of 128 bits for each eight bytes, folded (as Wang Yi's wyhash does).
///
/// They are seeded anew in each process: no file can be made so that its pieces collide.
enum PieceHash {
    private static let seeds = (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max) | 1)

    static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        var hash = UInt64(bytes.count)
        var place = 0
        while place + 8 <= raw.count {
            hash = of(hash ^ raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        var rest: UInt64 = 0
        while place < raw.count {
            rest = rest << 8 | UInt64(raw[place])
            place += 1
        }
        return of(of(hash ^ rest))
    }

    static func of(_ number: UInt64) -> UInt64 {
        let (high, low) = (number ^ seeds.0).multipliedFullWidth(by: seeds.1)
        return high ^ low
    }
}
