internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// A content that is compared with those of a collection.
struct ComparedContent: Sendable {
    let key: String
    /// The record id of an image with it; nil for one that is not stored yet.
    var recordID: Int64?
    /// Of a frame, MD5 of its file: frames of one file are no duplicates of each other, however alike they are.
    var file: String?
    let vector: [Float]?
    let fingerprint: PreparedFingerprint?
}

extension ComparedContent {
    /// Whether they are not to be compared: the same content, or frames of one file.
    func isApart(from other: ContentRecord) -> Bool {
        key == other.key || file != nil && file == other.file
    }
}

/// Finds the duplicates of contents among those of a collection: candidates by the index of the vectors and by that of the
/// hashes, which are then compared picture by picture.
struct DuplicateFinder: Sendable {
    let collection: OpenCollection
    let embedder: Embedder
    let options: DuplicateSearchOptions
    let index: FingerprintIndex
    var table: ContentTable
    /// The nearest vectors of many contents, if they were found together.
    var joined: JoinedNeighbours?
    /// Of some 5,500 contents: a picture is compared with many others, and prepared for it once if it is still here.
    let fingerprints = LRUCache<String, PreparedFingerprint>(maximumWeight: 64 << 20)

    init(
        _ collection: OpenCollection, _ embedder: Embedder, _ options: DuplicateSearchOptions,
        _ index: FingerprintIndex
    ) {
        (self.collection, self.embedder, self.options) = (collection, embedder, options)
        (self.index, table) = (index, ContentTable(of: collection))
    }

    /// The pairs of each of these contents with others of the collection, or with each other.
    func pairs(of contents: [ComparedContent]) async throws -> [DuplicatePairRecord] {
        for content in contents {
            if let print = content.fingerprint { keep(print, of: content.key) }
        }
        var compared: Set<[String]> = []
        var duplicates: Set<[String]> = []
        var found: [DuplicatePairRecord] = []
        var count = DuplicateSearchOptions.neighbours
        var waiting = contents
        var alike = try await contentsWithLikeHashes(contents)
        while !waiting.isEmpty {
            let neighbours = try await neighbours(of: waiting, count: count)
            let stored = try await table.contents(of: neighbours.joined().map(\.id))
            var pairs: [CandidatePair] = []
            for (content, near) in zip(waiting, neighbours) {
                let others = near.compactMap { neighbour in
                    stored[neighbour.id].map { ($0, neighbour.score as Float?) }
                }
                let more = (alike.removeValue(forKey: content.key) ?? []).map { ($0, nil as Float?) }
                for (other, cosine) in others + more where !content.isApart(from: other) {
                    let pair = CandidatePair(content, other.key, cosine: cosine)
                    if compared.insert(pair.keys).inserted { pairs.append(pair) }
                }
            }
            let verified = try await verify(pairs)
            found += verified
            duplicates.formUnion(verified.map { [$0.first, $0.second] })
            // If all neighbours of one are duplicates or copies, there may be more of them.
            waiting = zip(waiting, neighbours).filter { content, near in
                near.count == count
                    && near.allSatisfy { neighbour in
                        guard let other = stored[neighbour.id] else { return false }
                        return content.isApart(from: other)
                            || duplicates.contains(Self.sorted(content.key, other.key))
                    }
            }.map(\.0)
            count *= 4
            if count > 4_096 { break }
        }
        return found
    }

    /// By content key, the contents of the collection whose hashes differ little.
    private func contentsWithLikeHashes(
        _ contents: [ComparedContent]
    ) async throws -> [String: [ContentRecord]] {
        let hashed = contents.compactMap { content in
            content.fingerprint.map { (content.key, $0.fingerprint.hash) }
        }
        let found = try await index.contents(
            like: hashed.map(\.1), collection.catalogue, embedder.scheduler)
        let present = try await table.firstImages(with: Set(found.joined()))
        return Dictionary(
            zip(hashed.map(\.0), found.map { $0.compactMap { present[$0] } }), uniquingKeysWith: { $1 })
    }

    /// The nearest vectors of each content, with cosines, best first; without those that are too unlike.
    private func neighbours(of contents: [ComparedContent], count: Int) async throws -> [[Neighbour]] {
        let view = collection.view
        var result = [[Neighbour]](repeating: [], count: contents.count)
        var present = contents.indices.filter { contents[$0].vector?.count == view.dimension }
        if let joined, count == DuplicateSearchOptions.neighbours {
            for place in present {
                guard let near = contents[place].recordID.flatMap(joined.neighbours) else { continue }
                result[place] = try await sharpened(near, contents[place], view)
            }
            present.removeAll { contents[$0].recordID.flatMap(joined.neighbours) != nil }
        }
        if present.isEmpty || view.count == 0 { return result }
        let isCosine = collection.metric == .cosine
        let request = SearchRequest(
            k: count, minimumScore: isCosine ? DuplicateSearchOptions.leastCosine : nil)
        let found: [[Neighbour]]
        do {
            found = try await view.search(present.flatMap { contents[$0].vector ?? [] }, request)
        } catch let error as IndexError {
            throw EngineError(error, in: collection.name)
        }
        for (place, neighbours) in zip(present, found) {
            result[place] = isCosine ? neighbours : try await cosines(contents[place], neighbours, view)
        }
        return result
    }

    /// With exact cosines where these decide.
    private func sharpened(
        _ neighbours: [Neighbour], _ content: ComparedContent, _ view: any VectorView
    ) async throws -> [Neighbour] {
        if content.fingerprint != nil { return neighbours }
        let near = neighbours.filter { Double($0.score) >= options.threshold - 0.02 }
        return near.isEmpty ? [] : try await cosines(content, near, view)
    }

    /// In place of the scores of another metric.
    private func cosines(
        _ content: ComparedContent, _ neighbours: [Neighbour], _ view: any VectorView
    ) async throws -> [Neighbour] {
        guard let vector = content.vector.map(normalized) else { return [] }
        let others = try await view.vectors(of: neighbours.map(\.id))
        return neighbours.compactMap { neighbour in
            guard let other = others[neighbour.id].map(normalized) else { return nil }
            let cosine = zip(vector, other).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            return cosine >= DuplicateSearchOptions.leastCosine
                ? Neighbour(id: neighbour.id, score: cosine) : nil
        }
    }
}
