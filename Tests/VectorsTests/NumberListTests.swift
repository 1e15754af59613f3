import LookalikeVectors
import Testing

/// A list of numbers is what an array of them would be, stored or not.
@Suite(.timeLimit(.minutes(10))) struct NumberListTests {
    static let arrays: [[Int64]] = [
        [], [5], [0, 1, 2, 3], [-2, -1, 0], [7, 1, 3], [3, 4, 4, 6], [3, 5, 4, 6], [1, 3], [2, 1],
        [.max - 1, .max], [.min, .max], [.max, .min], [.min, .min + 1],
    ]

    @Test(arguments: arrays) func isTheArray(_ numbers: [Int64]) {
        let list = NumberList(numbers)
        #expect(list.count == numbers.count && Array(list) == numbers)
        #expect(list.first == numbers.first && list.last == numbers.last)
        #expect(Array(list.dropFirst()) == Array(numbers.dropFirst()))
        #expect(list.firstIndex(of: 4) == numbers.firstIndex(of: 4))
        for other in Self.arrays {
            #expect((list == NumberList(other)) == (numbers == other))
            #expect(Array(list.appending(other)) == numbers + other)
        }
    }

    @Test func growsByPieces() {
        var random = Random(60)
        for _ in 0..<50 {
            var list = NumberList<UInt32>([])
            var numbers: [UInt32] = []
            for _ in 0..<20 {
                let next = (numbers.last ?? 0) + (Int.random(in: 0..<12, using: &random) == 0 ? 2 : 1)
                let more = (0..<UInt32.random(in: 0...5, using: &random)).map { next + $0 }
                list = list.appending(more)
                numbers += more
                #expect(Array(list) == numbers && list == NumberList(numbers))
            }
        }
    }
}
