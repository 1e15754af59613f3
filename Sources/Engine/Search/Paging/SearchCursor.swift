internal import Foundation

/// Where a page of results ends: the place of its last result. Clients pass it on as it is.
public struct SearchCursor: Sendable, Equatable {
    /// The kept ranking that the page is from.
    let ranking: UInt64
    /// Of the collection.
    let collection: Int64
    /// How many results come before the next page.
    let offset: Int
    /// Of the last result.
    let score: Float
    /// Of the last result.
    let recordID: Int64
    /// Of the query and its options.
    let fingerprint: UInt64
}

extension SearchCursor: CustomStringConvertible {
    private static let version: UInt8 = 1
    private static let byteCount = 1 + 5 * 8 + 4

    /// As clients see it: letters, digits, `-` and `_`.
    public var description: String {
        var bytes = [Self.version]
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { bytes += Array($0) }
        }
        append(ranking)
        append(collection)
        append(Int64(offset))
        append(score.bitPattern)
        append(recordID)
        append(fingerprint)
        return Data(bytes).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    /// Reads what ``description`` wrote.
    ///
    /// - Throws: ``EngineError/invalidCursor(_:)``.
    public init(_ text: String) throws(EngineError) {
        let padded =
            text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
            + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), data.count == Self.byteCount, data[0] == Self.version
        else { throw .invalidCursor("it was not given by a search of this version") }
        let bytes = Array(data)
        func read<Value: FixedWidthInteger>(_ type: Value.Type, at place: Int) -> Value {
            (0..<MemoryLayout<Value>.size).reversed().reduce(0) { $0 << 8 | Value(bytes[place + $1]) }
        }
        ranking = read(UInt64.self, at: 1)
        collection = Int64(bitPattern: read(UInt64.self, at: 9))
        let offset = Int64(bitPattern: read(UInt64.self, at: 17))
        score = Float(bitPattern: read(UInt32.self, at: 25))
        recordID = Int64(bitPattern: read(UInt64.self, at: 29))
        fingerprint = read(UInt64.self, at: 37)
        guard offset >= 0, offset < 1 << 40, score.isFinite else {
            throw .invalidCursor("it was not given by a search")
        }
        self.offset = Int(offset)
    }
}
