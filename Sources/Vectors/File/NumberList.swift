/// A list of numbers that uses no memory while each is one more than the one before, as for the rows of a collection
/// from which nothing was removed, and often for its ids.
public struct NumberList<Number: FixedWidthInteger & Sendable>: Sendable, RandomAccessCollection {
    /// How many numbers the list has.
    public let count: Int
    private let start: Number
    /// Empty where the numbers are `start`, `start` + 1, …
    private let stored: [Number]

    package init(_ numbers: [Number]) {
        count = numbers.count
        start = numbers.first ?? 0
        stored = Self.follow(numbers, from: start) ? [] : numbers
    }

    private init(count: Int, from start: Number) {
        self.count = count
        self.start = start
        stored = []
    }

    /// Always 0.
    public var startIndex: Int { 0 }
    /// One past the last position: ``count``.
    public var endIndex: Int { count }

    /// The number at a position.
    ///
    /// - Precondition: `position` is in `0 ..< count`.
    public subscript(position: Int) -> Number {
        guard stored.isEmpty else { return stored[position] }
        precondition(position >= 0 && position < count, "no such number")
        return start + Number(position)
    }

    /// This list followed by more numbers.
    package func appending(_ more: [Number]) -> NumberList {
        guard let last, let first = more.first else { return isEmpty ? NumberList(more) : self }
        if stored.isEmpty, last < .max, first == last + 1, Self.follow(more, from: first) {
            return NumberList(count: count + more.count, from: start)
        }
        return NumberList(Array(self) + more)
    }

    /// Calls `body` with the numbers at `range`, which are valid only during the call.
    ///
    /// - Parameter scratch: room for this many numbers.
    func withElements(
        _ range: Range<Int>, scratch: UnsafeMutableBufferPointer<Number>,
        _ body: (UnsafeBufferPointer<Number>) -> Void
    ) {
        guard stored.isEmpty else {
            return stored.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
        }
        for (i, position) in range.enumerated() { scratch[i] = self[position] }
        body(UnsafeBufferPointer(rebasing: scratch[..<range.count]))
    }

    /// Whether each number is one more than the one before it.
    private static func follow(_ numbers: [Number], from start: Number) -> Bool {
        guard let last = numbers.last else { return true }
        // As many ascending numbers as the span has leave none out.
        let (span, overflow) = last.subtractingReportingOverflow(start)
        guard !overflow, span == numbers.count - 1 else { return false }
        return zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
    }
}

extension NumberList: Equatable {
    public static func == (a: NumberList, b: NumberList) -> Bool { a.elementsEqual(b) }
}

extension NumberList: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Number...) { self.init(elements) }
}
