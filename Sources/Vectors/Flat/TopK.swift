/// The best `capacity` of the candidates offered, in any order: a binary heap with the worst of them at its root.
/// Candidates are totally ordered (score, then id), so the result is unique.
struct TopK: Sendable {
    struct Candidate: Sendable {
        let score: Double
        let id: Int64

        func isBetter(than other: Candidate) -> Bool {
            score > other.score || (score == other.score && id < other.id)
        }
    }

    let capacity: Int
    private(set) var heap: [Candidate] = []

    init(capacity: Int) { self.capacity = capacity }

    /// The score that another candidate must reach; nil while there is room.
    var scoreToReach: Double? { heap.count < capacity ? nil : heap.first?.score }

    mutating func offer(_ candidate: Candidate) {
        if heap.count < capacity {
            heap.append(candidate)
            siftUp(from: heap.count - 1)
        } else if let worst = heap.first, candidate.isBetter(than: worst) {
            heap[0] = candidate
            siftDown()
        }
    }

    /// Merges the result of another; no id is in both.
    mutating func merge(_ other: TopK) {
        for candidate in other.heap { offer(candidate) }
    }

    var neighbours: [Neighbour] { sorted().map { Neighbour(id: $0.id, score: Float($0.score)) } }

    /// Best first.
    func sorted() -> [Candidate] { heap.sorted { $0.isBetter(than: $1) } }

    private mutating func siftUp(from position: Int) {
        var child = position
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[parent].isBetter(than: heap[child]) else { return }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[worst].isBetter(than: heap[child]) { worst = child }
            }
            guard worst != parent else { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }
}
