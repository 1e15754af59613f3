/// Reads a binary file sequentially. Lengths in the file are never trusted before they are compared with the rest of
/// the file. All numbers are little-endian.
struct FileCursor {
    let file: InputFile
    private(set) var offset = 0

    var left: Int { file.size - offset }
    var path: String { file.path }

    init(_ file: InputFile) { self.file = file }

    func damaged(_ reason: String) -> VectorFormatError { .damaged(path: file.path, reason: reason) }

    mutating func bytes(_ count: Int) throws(VectorFormatError) -> [UInt8] {
        guard count <= left else { throw damaged("it ends in the middle of a field") }
        defer { offset += count }
        return try file.bytes(at: offset, count: count)
    }

    mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(VectorFormatError) -> Number {
        let raw = try bytes(MemoryLayout<Number>.size)
        return Number(littleEndian: raw.withUnsafeBytes { $0.loadUnaligned(as: Number.self) })
    }

    mutating func float() throws(VectorFormatError) -> Float {
        Float(bitPattern: try number(UInt32.self))
    }

    /// A 64-bit count of items of `size` bytes that follow immediately.
    mutating func count(ofSize size: Int, _ what: String) throws(VectorFormatError) -> Int {
        let count: UInt64 = try number()
        guard count <= UInt64(left / size) else {
            throw damaged("it should have \(count) \(what), for which it is too short")
        }
        return Int(count)
    }

    /// Skips bytes within the file; returns where they start.
    @discardableResult
    mutating func skip(_ count: Int, of size: Int = 1) throws(VectorFormatError) -> Int {
        guard count >= 0, count <= left / size else { throw damaged("it ends too early") }
        defer { offset += count * size }
        return offset
    }

    /// A vector of 64-bit numbers, its length before it.
    mutating func array<Element: BitwiseCopyable>(
        of type: Element.Type, _ what: String
    ) throws(VectorFormatError) -> [Element] {
        let count = try count(ofSize: MemoryLayout<Element>.stride, what)
        return try array(of: type, count: count)
    }

    /// - Precondition: `Element` is as in the file (a number; this machine is little-endian, as all that are
    ///   supported).
    mutating func array<Element: BitwiseCopyable>(
        of type: Element.Type, count: Int
    ) throws(VectorFormatError) -> [Element] {
        let start = try skip(count, of: MemoryLayout<Element>.stride)
        var failure: VectorFormatError?
        let elements = [Element](unsafeUninitializedCapacity: count) { buffer, initialised in
            do throws(VectorFormatError) {
                let target = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
                try file.read(into: UnsafeMutableRawBufferPointer(target), at: start)
                initialised = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return elements
    }
}
