/// What a receiver says of a request in its answer, OTLP's `ExportTraceServiceResponse`: it may have taken a part only.
struct ExportAnswer: Equatable {
    var rejected: UInt64 = 0
    var message = ""

    /// - Parameter bytes: of a message. What can't be read counts as an answer that says nothing.
    init(_ bytes: [UInt8]) {
        for (field, content) in ProtobufFields(bytes) where field == 1 {
            guard case .data(let partial) = content else { continue }
            for (field, content) in ProtobufFields(Array(partial)) {
                switch (field, content) {
                // A negative number is none.
                case (1, .number(let number)) where number <= UInt64(Int64.max): rejected = number
                case (2, .data(let text)): message = String(decoding: text.prefix(1_000), as: UTF8.self)
                default: break
                }
            }
        }
    }
}

/// The fields of a message of Protocol Buffers, one after the other, until one can't be read.
struct ProtobufFields: Sequence, IteratorProtocol {
    enum Content {
        case number(UInt64)
        case data(ArraySlice<UInt8>)
        case other
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func next() -> (field: UInt64, content: Content)? {
        guard let key = varint() else { return nil }
        let content: Content?
        switch key & 7 {
        case 0: content = varint().map { .number($0) }
        case 1: content = take(8).map { _ in .other }
        case 2: content = varint().flatMap { Int(exactly: $0) }.flatMap { take($0) }.map { .data($0) }
        case 5: content = take(4).map { _ in .other }
        default: content = nil
        }
        return content.map { (key >> 3, $0) }
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        for place in 0..<10 {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << UInt64(7 * place)
            if byte < 0x80 { return value }
        }
        return nil
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
