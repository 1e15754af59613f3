internal import LookalikeCatalogue
internal import LookalikeEvaluation
internal import LookalikeJSON
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// Compares searches with the vectors of a collection and with those of its second store.
struct QualityComparison: Sendable {
    let collection: OpenCollection
    let second: SecondStore
    /// The attribute whose values are the classes; nil takes the categories.
    let label: String?

    /// Images that are compared by their classes, about, and of one class at most.
    private static let (labelled, perClass) = (1_000, 20)
    /// Images whose neighbours are compared.
    private static let sampled = 200
    private static let neighbours = 10

    func measure() async throws -> MigrationQuality {
        var quality = MigrationQuality()
        quality.overlap = try await overlap()
        let classes = try await classes()
        let chosen = Self.choose(from: classes)
        let ids = chosen.map(\.image)
        let old = try await collection.view.vectors(of: ids)
        let new = try await second.vectors.view.vectors(of: ids)
        let both = chosen.filter { old[$0.image] != nil && new[$0.image] != nil }
        let labels = both.map(\.label)
        if labels.count == Set(labels).count { return quality }
        let (before, after) = try await Blocking.run {
            // Sound: `both` has those only that both have.
            (
                try Evaluation(vectors: both.map { old[$0.image]! }, labels: labels).metrics,
                try Evaluation(vectors: both.map { new[$0.image]! }, labels: labels).metrics
            )
        }
        (quality.label, quality.images) = (label ?? "category", both.count)
        (quality.before, quality.after) = (before, after)
        return quality
    }

    /// The images of each class.
    private func classes() async throws -> [String: [Int64]] {
        guard let label else {
            let places = try await collection.catalogue.categorised(in: collection.recordID)
            return Dictionary(grouping: places, by: { "\($0.category ?? 0)" }).mapValues {
                $0.map(\.recordID)
            }
        }
        var (classes, last): ([String: [Int64]], Int64) = ([:], 0)
        while true {
            let page = try await collection.catalogue.images(
                in: collection.recordID, after: last, limit: 1_000)
            guard let end = page.last?.recordID else { return classes }
            last = end
            for image in page where image.state == .ready {
                guard let value = image.attributes[label] else { continue }
                classes[value.description, default: []].append(image.recordID)
            }
            try Task.checkCancellation()
        }
    }

    /// Whole classes, evenly chosen: alone in its class, an image says nothing.
    private static func choose(from classes: [String: [Int64]]) -> [(image: Int64, label: String)] {
        let useful = classes.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }
        let total = useful.reduce(0) { $0 + min($1.value.count, perClass) }
        let step = max(1, (total + labelled - 1) / labelled)
        return stride(from: 0, to: useful.count, by: step).flatMap { place in
            useful[place].value.prefix(perClass).map { ($0, useful[place].key) }
        }
    }

    /// The share of the nearest images that both find; nil where there are no two images.
    private func overlap() async throws -> Double? {
        let (before, after) = (collection.view, second.vectors.view)
        let ids = try await before.sample(Self.sampled)
        let (old, new) = (try await before.vectors(of: ids), try await after.vectors(of: ids))
        let both = ids.filter { old[$0] != nil && new[$0] != nil }
        let first = try await Self.neighbours(of: both, old, in: before)
        let other = try await Self.neighbours(of: both, new, in: after)
        let shares = zip(first, other).compactMap { a, b -> Double? in
            a.isEmpty ? nil : Double(a.intersection(b).count) / Double(a.count)
        }
        return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
    }

    private static func neighbours(
        of ids: [Int64], _ vectors: [Int64: [Float]], in view: any VectorView
    ) async throws -> [Set<Int64>] {
        let queries = ids.flatMap { vectors[$0] ?? [] }
        if queries.isEmpty { return [] }
        // One more, for the image itself.
        let found = try await view.search(queries, SearchRequest(k: neighbours + 1))
        return zip(ids, found).map { id, list in
            Set(list.map(\.id).filter { $0 != id }.prefix(neighbours))
        }
    }
}
