/// A unigram language model (Kudo 2018): the pieces of the best score, found by dynamic programming, as sentencepiece's
/// `EncodeOptimized` and Hugging Face's `encode_optimized` do.
///
/// `Score` is Float for the former and Double for the latter: near ties fall as they do there.
struct UnigramPieces<Score: BinaryFloatingPoint & Sendable>: Sendable {
    private let trie: PieceTrie
    /// By the trie's values.
    private let scores: [Score]
    /// sentencepiece's user-defined pieces, which any path prefers.
    private let preferred: Set<Int32>
    private let smallest: Score
    private let largest: Score

    /// - Parameters:
    ///   - trie: its values are positions in `scores`.
    ///   - limits: the smallest and the largest score of all pieces that may be found.
    init(trie: PieceTrie, scores: [Score], preferred: Set<Int32> = [], limits: (Score, Score)) {
        self.trie = trie
        self.scores = scores
        self.preferred = preferred
        (smallest, largest) = limits
    }

    /// A piece of a text; the value is nil where a single character is in no piece.
    struct Found {
        let range: Range<Int>
        let value: Int32?
    }

    private struct Node {
        var score: Score = 0
        /// Negative where no path ends here.
        var start = -1
        var value: Int32?
    }

    /// - Parameter text: UTF-8.
    func pieces(of text: [UInt8]) -> [Found] {
        var ends = Array(repeating: Node(), count: text.count + 1)
        func offer(_ start: Int, _ end: Int, _ score: Score, _ value: Int32?) {
            if ends[end].start < 0 || score > ends[end].score {
                ends[end] = Node(score: score, start: start, value: value)
            }
        }
        var start = 0
        while start < text.count {
            let before = ends[start].score
            let next = min(text.count, start + text[start].characterLength)
            var hasSingle = false
            trie.matches(text, at: start) { length, value in
                let score =
                    preferred.contains(value)
                    ? Score(Double(length) * Double(largest) - 0.1) : scores[Int(value)]
                offer(start, start + length, score + before, value)
                if start + length == next { hasSingle = true }
            }
            if !hasSingle { offer(start, next, smallest - 10 + before, nil) }
            start = next
        }
        var found: [Found] = []
        var end = text.count
        while end > 0 {
            found.append(Found(range: ends[end].start..<end, value: ends[end].value))
            end = ends[end].start
        }
        return found.reversed()
    }
}
