/// Long arrays of numbers and long texts inside a JSON object, taken out before the rest is read: what is left is short,
/// whatever a client sends with it.
public struct JSONLargeMembers: Sendable, Equatable {
    /// What was taken out.
    public enum Value: Sendable, Equatable {
        /// An array of numbers.
        case numbers([Float])
        /// As it is written, with its quotation marks.
        case text([UInt8])
    }

    /// A member that was taken out, and where it was.
    public struct Taken: Sendable, Equatable {
        /// Of which element of the list it is a member, counted from 0; nil for a member of the object itself.
        public let element: Int?
        /// What it held.
        public let value: Value
    }

    /// What is looked for. Members that are no such arrays and texts are left for a decoder, which says so.
    public struct Names: Sendable {
        /// Of arrays of numbers, in the object and in the objects of its list.
        public let numbers: String
        /// Of texts, in the objects of the list.
        public let text: String
        /// Of the list.
        public let list: String

        /// The names of the members to look for.
        ///
        /// - Parameters:
        ///   - numbers: of arrays of numbers.
        ///   - text: of long texts.
        ///   - list: of the array whose elements may have such members too.
        public init(numbers: String, text: String, list: String) {
            self.numbers = numbers
            self.text = text
            self.list = list
        }
    }

    /// Why numbers can't be read, and where.
    public struct Failure: Error, Sendable, Equatable {
        /// The element of the list, counted from 0; nil for the object itself.
        public let element: Int?
        /// What is wrong with the numbers.
        public let problem: JSONNumberArray.Problem

        /// What is wrong, and where.
        public init(element: Int?, problem: JSONNumberArray.Problem) {
            self.element = element
            self.problem = problem
        }
    }

    /// In the order of the text.
    public private(set) var taken: [Taken] = []
    /// The object with empty arrays and texts in their places.
    public private(set) var rest: [UInt8] = []

    /// - Parameters:
    ///   - text: a JSON object.
    ///   - limit: the most numbers of an array.
    public init(of text: [UInt8], _ names: Names, limit: Int) throws(Failure) {
        var scanner = NumberScanner(text: text)
        var place = Place()
        // Up to here everything is in the rest.
        var copied = 0
        while let byte = scanner.byte {
            guard byte == UInt8(ascii: "\"") else {
                place.pass(byte)
                scanner.position += 1
                continue
            }
            guard let name = scanner.memberName() else { continue }
            let begin = scanner.position
            let isMember = place.isInObject || place.isInElement
            if place.isInObject, text[name].elementsEqual(names.list.utf8), scanner.byte == UInt8(ascii: "[")
            {
                place.beginList()
            } else if isMember, scanner.byte == UInt8(ascii: "["),
                text[name].elementsEqual(names.numbers.utf8)
            {
                taken.append(
                    Taken(element: place.element, value: .numbers(try scanner.numbers(place, limit))))
                rest += text[copied..<begin] + Array("[]".utf8)
                copied = scanner.position
            } else if place.isInElement, scanner.byte == UInt8(ascii: "\""),
                text[name].elementsEqual(names.text.utf8)
            {
                scanner.skipString()
                let end = min(scanner.position, text.count)
                taken.append(Taken(element: place.element, value: .text(Array(text[begin..<end]))))
                rest += text[copied..<begin] + Array("\"\"".utf8)
                copied = end
            }
        }
        rest = taken.isEmpty ? text : rest + text[copied...]
    }
}

/// Where in an object and its list a scanner is.
private struct Place {
    private var depth = 0
    /// Of the list, while inside it.
    private(set) var element: Int?

    var isInObject: Bool { depth == 1 }
    /// In an object that is an element of the list, and in no value of it.
    var isInElement: Bool { depth == 3 && element != nil }

    /// To be called before its bracket is passed.
    mutating func beginList() { element = 0 }

    /// A byte outside texts.
    mutating func pass(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            if depth < 2 { element = nil }
        case UInt8(ascii: ","): if depth == 2, let element { self.element = element + 1 }
        default: break
        }
    }
}

extension NumberScanner {
    /// Passes a text. Where it is a member's name, passes what is between it and the value too.
    ///
    /// - Returns: where the name is, as it is written; nil for a value.
    fileprivate mutating func memberName() -> Range<Int>? {
        let begin = position + 1
        skipString()
        let end = position - 1
        skipSpace()
        guard byte == UInt8(ascii: ":"), begin <= end else { return nil }
        position += 1
        skipSpace()
        return begin..<end
    }

    fileprivate mutating func numbers(
        _ place: Place, _ limit: Int
    ) throws(JSONLargeMembers.Failure) -> [Float] {
        var numbers: [Float] = []
        position += 1
        do throws(JSONNumberArray.Problem) {
            try readNumbers(into: &numbers, limit: limit)
        } catch {
            throw JSONLargeMembers.Failure(element: place.element, problem: error)
        }
        return numbers
    }
}
