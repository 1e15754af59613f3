/// sentencepiece's BPE: of two neighbours the pair whose joint piece has the best score becomes one, as long as there is one.
struct SentencePieceBPE: Sendable {
    /// The pieces that may be made, numbered like `scores` and `unused`.
    private let pieces: PieceTable
    private let scores: [Float]
    private let unused: Set<Int>
    /// Pieces that are taken whole and never joined.
    private let userDefined: PieceTrie

    init(_ file: SentencePieceFile, userDefined: PieceTrie) {
        var pieces = PieceTable(capacity: file.pieces.count)
        var scores: [Float] = []
        var unused: Set<Int> = []
        for piece in file.pieces where [.normal, .userDefined, .unused].contains(piece.kind) {
            guard pieces.append(piece.text) else { continue }
            if piece.kind == .unused { unused.insert(scores.count) }
            scores.append(piece.score)
        }
        self.pieces = pieces
        self.scores = scores
        self.unused = unused
        self.userDefined = userDefined
    }

    /// The ranges of the pieces of a normalized text.
    func ranges(of text: [UInt8]) -> [Range<Int>] {
        var starts: [Int] = []
        var frozen: [Bool] = []
        var position = 0
        while position < text.count {
            starts.append(position)
            let whole = userDefined.longest(text, at: position)
            frozen.append(whole != nil)
            position = min(text.count, position + (whole?.length ?? text[position].characterLength))
        }
        return merged(text, starts: starts, frozen: frozen)
    }

    private func merged(_ text: [UInt8], starts: [Int], frozen: [Bool]) -> [Range<Int>] {
        let bounds = starts + [text.count]
        // A symbol is the range from its start to that of the next symbol.
        var chain = SymbolChain(Array(repeating: 0, count: starts.count))
        var queue = PairQueue()
        var halves: [Range<Int>: Int] = [:]
        func end(_ symbol: Int) -> Int { bounds[chain.next[symbol]] }
        func offer(_ left: Int, _ right: Int) {
            guard left >= 0, right < starts.count, !frozen[left], !frozen[right] else { return }
            let range = bounds[left]..<end(right)
            guard let number = pieces.number(of: text[range]) else { return }
            queue.push(PairQueue.Pair(rank: -Double(scores[number]), position: left, mark: range.count))
            if unused.contains(number) { halves[range] = bounds[right] }
        }
        for left in starts.indices.dropLast() { offer(left, left + 1) }
        while let pair = queue.pop() {
            let left = pair.position
            let right = chain.next[left]
            guard chain.symbols[left] >= 0, right < starts.count, end(right) - bounds[left] == pair.mark
            else { continue }
            chain.join(left, right, symbol: 0)
            offer(chain.previous[left], left)
            offer(left, chain.next[left])
        }
        let found = starts.indices.filter { chain.symbols[$0] >= 0 }.map { bounds[$0]..<end($0) }
        return halves.isEmpty ? found : found.flatMap { parts(of: $0, text, halves) }
    }

    /// An unused piece is taken apart again, into the halves that it was made of.
    private func parts(of range: Range<Int>, _ text: [UInt8], _ halves: [Range<Int>: Int]) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var open = [range]
        while let part = open.popLast() {
            if let number = pieces.number(of: text[part]), unused.contains(number), let middle = halves[part]
            {
                open.append(middle..<part.upperBound)
                open.append(part.lowerBound..<middle)
            } else {
                parts.append(part)
            }
        }
        return parts
    }
}
