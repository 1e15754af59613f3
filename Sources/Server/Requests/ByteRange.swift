/// A part of a file that a client asks for (RFC 9110, section 14).
enum ByteRange: Equatable {
    /// All of it.
    case whole
    /// From the first byte to the last, both inclusive.
    case part(first: Int64, last: Int64)
    /// None of the file's bytes are in it.
    case unsatisfiable

    /// What a header asks for of a file of `size` bytes. A header that can't be understood, and one with several ranges,
    /// count as none: the whole file is an answer to each request.
    init(_ header: String?, size: Int64) {
        self = .whole
        guard let header, header.hasPrefix("bytes=") else { return }
        let range = header.dropFirst("bytes=".count)
        let ends = range.split(separator: "-", omittingEmptySubsequences: false)
            .map { $0.trimmingPrefix(while: { $0 == " " }) }
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else {
            return
        }
        // A number beyond 64 bits is behind the end of any file.
        let numbers = ends.map { $0.isEmpty ? nil : Int64($0) ?? .max }
        switch (numbers[0], numbers[1]) {
        case (nil, nil): return
        case (nil, let count?):
            self =
                count == 0 || size == 0
                ? .unsatisfiable : .part(first: max(0, size - count), last: size - 1)
        case (let first?, let last):
            if let last, last < first { return }
            self = first >= size ? .unsatisfiable : .part(first: first, last: min(last ?? .max, size - 1))
        }
    }
}
