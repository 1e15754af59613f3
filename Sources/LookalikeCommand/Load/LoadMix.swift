/// An operation of a load test.
enum LoadOperation: String, CaseIterable, Codable, Sendable {
    case index, search, delete
}

/// The relative frequency of each operation.
struct LoadMix: Sendable {
    private let deck: [LoadOperation]

    /// - Parameter text: such as `index:1,search:3`; a name without a number has weight 1.
    /// - Returns: nil if it is not valid.
    init?(_ text: String) {
        var deck: [LoadOperation] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let fields = part.split(separator: ":", omittingEmptySubsequences: false)
            guard let operation = LoadOperation(rawValue: String(fields[0])), fields.count <= 2,
                let weight = fields.count == 2 ? Int(fields[1]) : 1, (0...1_000).contains(weight)
            else { return nil }
            deck += [LoadOperation](repeating: operation, count: weight)
        }
        guard !deck.isEmpty else { return nil }
        self.deck = deck
    }

    func draw(_ random: inout some RandomNumberGenerator) -> LoadOperation {
        deck[Int.random(in: deck.indices, using: &random)]
    }

    var text: String {
        LoadOperation.allCases.compactMap { operation in
            let weight = deck.count { $0 == operation }
            return weight > 0 ? "\(operation.rawValue):\(weight)" : nil
        }.joined(separator: ",")
    }
}
