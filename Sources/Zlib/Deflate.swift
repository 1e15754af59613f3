internal import CLookalikeZlib

/// Compresses bytes with zlib.
///
/// - Parameter level: 1, fast, to 9, small.
/// - Returns: nil if there is no memory for it.
public func deflate(_ bytes: [UInt8], _ format: DeflateFormat, level: Int = 6) -> [UInt8]? {
    precondition((1...9).contains(level))
    let room = czlib_deflate_bound(bytes.count)
    var result = CZLIB_NO_MEMORY
    let output = [UInt8](unsafeUninitializedCapacity: room) { buffer, initialised in
        // Both buffers are valid during the call, and the library stays within the counts it is given.
        result = bytes.withUnsafeBufferPointer { input in
            czlib_deflate(
                format.code, Int32(level), input.baseAddress, input.count, buffer.baseAddress, room,
                &initialised)
        }
    }
    return result == CZLIB_DONE ? output : nil
}
