internal import LookalikeCatalogue

/// Contents that are versions of one picture.
struct ContentGroup: Sendable, Equatable {
    /// The one that all others are duplicates of; it comes first.
    let reference: String
    /// With how each is a duplicate of the reference.
    let others: [DuplicatePairRecord]
    /// The record ids of all images with these contents, ascending.
    let images: [Int64]
    /// Whether somebody put it off.
    let isPutOff: Bool

    var contents: [String] { [reference] + others.map { $0.first == reference ? $0.second : $0.first } }
    /// About, in memory.
    var weight: Int { 200 + 150 * others.count + 8 * images.count }
}

/// Makes groups of pairs. Every member of a group is a duplicate of its reference; that two pictures are alike to a third one
/// does not bring them together. So a group can't grow from one picture to quite another. References are the contents with
/// the most duplicates, the oldest first; the order in which pairs were found does not matter.
struct DuplicateGrouping {
    /// The images of each content.
    private let images: [String: [Int64]]
    private let decided: DecidedPairs

    init(_ contents: [ContentRecord], decisions: [DuplicateDecisionRecord]) {
        images = Dictionary(grouping: contents, by: \.key).mapValues { $0.map(\.recordID) }
        decided = DecidedPairs(decisions)
    }

    /// By the oldest image of each.
    ///
    /// - Parameter isPutOff: those that somebody put off, or those that are open.
    func groups(_ pairs: [DuplicatePairRecord], isPutOff: Bool) -> [ContentGroup] {
        let state: DecidedPairs.State = isPutOff ? .putOff : .open
        var neighbours: [String: [DuplicatePairRecord]] = [:]
        for pair in pairs where images[pair.first] != nil && images[pair.second] != nil {
            guard decided.state(pair.first, pair.second) == state else { continue }
            neighbours[pair.first, default: []].append(pair)
            neighbours[pair.second, default: []].append(pair)
        }
        // Sound: only contents with images are in `neighbours`.
        let order = neighbours.keys.map { (key: $0, degree: neighbours[$0]!.count, oldest: images[$0]![0]) }
            .sorted { ($1.degree, $0.oldest) < ($0.degree, $1.oldest) }
        var taken: Set<String> = []
        var groups: [ContentGroup] = []
        for (reference, _, _) in order where !taken.contains(reference) {
            let others = (neighbours[reference] ?? []).filter {
                !taken.contains($0.first == reference ? $0.second : $0.first)
            }
            if others.isEmpty { continue }
            let group = group(reference, others, isPutOff)
            taken.formUnion(group.contents)
            groups.append(group)
        }
        for (key, records) in images where records.count > 1 && !taken.contains(key) {
            if decided.state(key, key) == state { groups.append(group(key, [], isPutOff)) }
        }
        return groups.sorted { $0.images[0] < $1.images[0] }
    }

    private func group(_ reference: String, _ others: [DuplicatePairRecord], _ isPutOff: Bool) -> ContentGroup
    {
        let others = others.sorted { ($1.score, $0.first, $0.second) < ($0.score, $1.first, $1.second) }
        let keys = [reference] + others.map { $0.first == reference ? $0.second : $0.first }
        return ContentGroup(
            reference: reference, others: others, images: keys.flatMap { images[$0] ?? [] }.sorted(),
            isPutOff: isPutOff)
    }
}

/// What was decided about pairs of contents.
private struct DecidedPairs {
    enum State { case open, putOff, done }

    private var decisions: [String: Set<Int>] = [:]
    private let choices: [DuplicateDecisionRecord.Choice]

    init(_ records: [DuplicateDecisionRecord]) {
        choices = records.map(\.choice)
        for (number, record) in records.enumerated() {
            for key in record.contents { decisions[key, default: []].insert(number) }
        }
    }

    /// A decision about a group is one about each two of its contents, and about the copies of each.
    func state(_ a: String, _ b: String) -> State {
        guard let first = decisions[a], let second = decisions[b] else { return .open }
        let common = first.intersection(second)
        if common.isEmpty { return .open }
        return common.contains { choices[$0] != .later } ? .done : .putOff
    }
}
