internal import CLookalikeZlib

/// Inflates bytes that arrive piece by piece.
///
/// ```swift
/// let inflater = try Inflater(.gzip)
/// for piece in pieces {
///     inflater.feed(piece)
///     while let bytes = try inflater.next() { use(bytes) }
/// }
/// guard inflater.isComplete else { … }
/// ```
public final class Inflater {
    private static let pieceBytes = 64 << 10

    private let stream: OpaquePointer
    private var input: [UInt8] = []
    private var place = 0
    /// Whether what was fed so far is a whole stream.
    public private(set) var isComplete = false

    /// - Throws: ``InflateError/noMemory``.
    public init(_ format: DeflateFormat) throws(InflateError) {
        guard let stream = czlib_inflater_new(format.code) else { throw .noMemory }
        self.stream = stream
    }

    deinit { czlib_inflater_free(stream) }

    /// Adds bytes behind those of before.
    public func feed(_ bytes: [UInt8]) {
        input = place == input.count ? bytes : input[place...] + bytes
        place = 0
    }

    /// The next bytes, at most 64 KiB; nil if more input is needed.
    ///
    /// - Throws: ``InflateError/damaged``, also where something follows the end; ``InflateError/noMemory``.
    public func next() throws(InflateError) -> [UInt8]? {
        var result = CZLIB_DAMAGED
        var used = 0
        let output = [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, initialised in
            // Both buffers are valid during the call, and the library stays within the counts it is given.
            result = input.withUnsafeBufferPointer { input in
                let rest = input[place...]
                return czlib_inflater_step(
                    stream, rest.isEmpty ? nil : UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count,
                    buffer.baseAddress, Self.pieceBytes, &used, &initialised)
            }
        }
        place += used
        isComplete = result == CZLIB_DONE
        switch result {
        case CZLIB_DONE, CZLIB_FULL, CZLIB_MORE: return output.isEmpty ? nil : output
        case CZLIB_NO_MEMORY: throw .noMemory
        default: throw .damaged
        }
    }
}
