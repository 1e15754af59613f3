/// Takes a JSON object as it comes and gives the elements of one of its arrays one by one, so that no more than one of
/// them is in memory. What an element holds is not read, only where it ends.
public struct JSONElementSplitter {
    /// Why the text is no object with such an array.
    public enum Failure: Error, Equatable {
        /// An element, or all that is outside the array, is longer than the limit.
        case tooLong(limit: Int)
        /// Elements without a comma between them, or a comma without an element.
        case malformed
    }

    private enum Place {
        /// Outside the array.
        case outside
        /// In the array, before an element; whether it may end here.
        case before(mayEnd: Bool)
        /// In an element: how many brackets of it are open.
        case element(open: Int)
        /// Between an element and a comma or the end.
        case after
    }

    private let member: [UInt8]
    private let elementLimit: Int
    private let restLimit: Int
    private var place = Place.outside
    private var element: [UInt8] = []
    private var isText = false
    private var isEscaped = false
    /// Brackets open outside the array.
    private var depth = 0
    /// The latest text at depth 1: where it begins in `rest`, with its quote.
    private var textStart = 0
    private var lastText: Range<Int>?
    private var isMember = false

    /// All but the array's elements: a JSON object with an empty array in it where the whole was one.
    public private(set) var rest: [UInt8] = []

    /// - Parameters:
    ///   - member: the array's name, as plain as it is written.
    ///   - elementLimit: bytes of one element.
    ///   - restLimit: bytes of all the others.
    public init(member: String, elementLimit: Int, restLimit: Int) {
        self.member = Array("\"\(member)\"".utf8)
        self.elementLimit = elementLimit
        self.restLimit = restLimit
    }

    /// - Returns: the elements that end in these bytes.
    public mutating func feed(_ bytes: some Collection<UInt8>) throws(Failure) -> [[UInt8]] {
        let found = bytes.withContiguousStorageIfAvailable { bytes in
            Result { () throws(Failure) in try read(bytes) }
        }
        if let found { return try found.get() }
        return try feed(Array(bytes))
    }

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) -> [[UInt8]] {
        var elements: [[UInt8]] = []
        var position = 0
        while position < bytes.count {
            if isText, !isEscaped, case .element = place {
                // Images are long texts with nothing in them: taken as a whole.
                let rest = bytes[position...]
                let end =
                    rest.firstIndex { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") } ?? rest.endIndex
                if end > position {
                    try append(rest[..<end])
                    position = end
                    continue
                }
            }
            if let element = try feed(bytes[position]) { elements.append(element) }
            position += 1
        }
        return elements
    }

    private mutating func feed(_ byte: UInt8) throws(Failure) -> [UInt8]? {
        switch place {
        case .outside:
            try keep(byte)
            return nil
        case .element(let open): return try element(byte, open)
        case .before(let mayEnd):
            if Self.isSpace(byte) { return nil }
            if byte == UInt8(ascii: "]"), mayEnd {
                try leave(byte)
                return nil
            }
            guard byte != UInt8(ascii: "]"), byte != UInt8(ascii: ",") else { throw .malformed }
            place = .element(open: 0)
            return try element(byte, 0)
        case .after:
            if Self.isSpace(byte) { return nil }
            return try separator(byte)
        }
    }

    private mutating func separator(_ byte: UInt8) throws(Failure) -> [UInt8]? {
        switch byte {
        case UInt8(ascii: ","): place = .before(mayEnd: false)
        case UInt8(ascii: "]"): try leave(byte)
        default: throw .malformed
        }
        return nil
    }

    private mutating func leave(_ byte: UInt8) throws(Failure) {
        place = .outside
        isMember = false
        guard rest.count < restLimit else { throw .tooLong(limit: restLimit) }
        rest.append(byte)
    }

    // MARK: In an element

    private mutating func element(_ byte: UInt8, _ open: Int) throws(Failure) -> [UInt8]? {
        if isText {
            try append(byte)
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isText = false
                if open == 0 { return finish() }
            }
            return nil
        }
        switch byte {
        case UInt8(ascii: "\""): isText = true
        case UInt8(ascii: "["), UInt8(ascii: "{"): place = .element(open: open + 1)
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            // The end of the array after a number or a word.
            if open == 0 { return try finish(before: byte) }
            place = .element(open: open - 1)
            if open == 1 {
                try append(byte)
                return finish()
            }
        case UInt8(ascii: ","): if open == 0 { return try finish(before: byte) }
        default: if open == 0, Self.isSpace(byte) { return finish() }
        }
        try append(byte)
        return nil
    }

    private mutating func append(_ byte: UInt8) throws(Failure) { try append(CollectionOfOne(byte)) }

    private mutating func append(_ bytes: some Collection<UInt8>) throws(Failure) {
        guard element.count + bytes.count <= elementLimit else { throw .tooLong(limit: elementLimit) }
        element.append(contentsOf: bytes)
    }

    private mutating func finish() -> [UInt8] {
        place = .after
        defer { element = [] }
        return element
    }

    private mutating func finish(before byte: UInt8) throws(Failure) -> [UInt8] {
        let element = finish()
        _ = try separator(byte)
        return element
    }

    // MARK: Outside

    private mutating func keep(_ byte: UInt8) throws(Failure) {
        guard rest.count < restLimit else { throw .tooLong(limit: restLimit) }
        rest.append(byte)
        if isText {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isText = false
                if depth == 1 { lastText = textStart..<rest.count }
            }
            return
        }
        switch byte {
        case UInt8(ascii: "\""):
            isText = true
            textStart = rest.count - 1
        case UInt8(ascii: ":"):
            if depth == 1 { isMember = lastText.map { rest[$0].elementsEqual(member) } ?? false }
        case UInt8(ascii: ","): if depth == 1 { isMember = false }
        case UInt8(ascii: "["):
            if depth == 1, isMember { place = .before(mayEnd: true) } else { depth += 1 }
        case UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
        default: break
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
