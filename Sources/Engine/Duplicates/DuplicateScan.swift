internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeVectors

/// Walks a collection by ascending record id and compares each image with those after it, in one view of the
/// collection.
struct DuplicateScan {
    struct Pair {
        let first: Int64
        let second: Int64
        let score: Float
    }

    private static let queriesAtOnce = 64
    private let view: any VectorView
    private let recordIDs: [Int64]
    private let images: ImageSelection
    private let threshold: Float
    private let collection: String
    /// The file that each frame is of: frames of one are no duplicates of each other.
    private let files: [Int64: String]

    init(
        _ catalogue: any Catalogue, _ collection: OpenCollection, threshold: Double, filter: AttributeFilter?
    ) async throws {
        let view = collection.view
        self.view = view
        self.collection = collection.name
        let recordIDs = try await catalogue.recordIDs(
            matching: filter ?? AttributeFilter([:]), in: collection.recordID)
        self.recordIDs = recordIDs
        images = try await ImageSelection(matching: filter, in: view) { _ in recordIDs }
        self.threshold = Float(threshold)
        let hasFrames = collection.record.frames != FrameOptions()
        let contents = hasFrames ? try await catalogue.contents(in: collection.recordID) : []
        files = Dictionary(
            contents.compactMap { content in content.file.map { (content.recordID, $0) } },
            uniquingKeysWith: { a, _ in a })
    }

    /// See ``Engine/nearDuplicates(in:threshold:matching:from:limit:scanning:)``.
    mutating func page(
        from cursor: DuplicateCursor?, limit: Int, scanning scanned: Int
    ) async throws -> (pairs: [Pair], next: DuplicateCursor?) {
        var found: [Pair] = []
        var position =
            cursor.map { cursor in recordIDs.firstIndex { $0 >= cursor.image } ?? recordIDs.count } ?? 0
        let end = position + min(max(1, scanned), recordIDs.count - position)
        while position < end {
            let block = recordIDs[position..<min(position + Self.queriesAtOnce, end)]
            for pairs in try await pairs(of: Array(block)) {
                let recordID = recordIDs[position]
                let passed = cursor?.image == recordID ? cursor?.offset ?? 0 : 0
                let rest = pairs.dropFirst(passed)
                let room = limit - found.count
                found += rest.prefix(room)
                if rest.count > room || room == 0 {
                    let given = room == 0 ? passed : passed + room
                    return (found, DuplicateCursor(image: recordID, offset: given))
                }
                position += 1
            }
        }
        return (found, position < recordIDs.count ? DuplicateCursor(image: recordIDs[position]) : nil)
    }

    /// Connected components, by union-find.
    ///
    /// - Parameter check: called often; what it throws ends the scan.
    func groups(_ check: () throws -> Void) async throws -> [[Int64]] {
        var parents: [Int64: Int64] = [:]
        func root(_ recordID: Int64) -> Int64 {
            var recordID = recordID
            while let parent = parents[recordID], parent != recordID { recordID = parent }
            return recordID
        }
        for start in stride(from: 0, to: recordIDs.count, by: Self.queriesAtOnce) {
            try check()
            let block = Array(recordIDs[start..<min(start + Self.queriesAtOnce, recordIDs.count)])
            for pair in try await pairs(of: block).joined() {
                let (a, b) = (root(pair.first), root(pair.second))
                // The lower record id is the root, so paths are shortened towards it.
                parents[max(a, b)] = min(a, b)
                parents[pair.first] = min(a, b)
                parents[pair.second] = min(a, b)
            }
        }
        let members = Dictionary(grouping: parents.keys, by: root)
        return members.map { Set($1 + [$0]).sorted() }.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    }

    /// For each image, its pairs with later ones.
    private func pairs(of block: [Int64]) async throws -> [[Pair]] {
        let stored = try await view.vectors(of: block)
        let vectors = block.map { stored[$0] }
        // One that was added since has none in this state.
        let present = block.indices.filter { vectors[$0] != nil }
        var pairs = [[Pair]](repeating: [], count: block.count)
        let found = try await search(present.flatMap { vectors[$0] ?? [] })
        for (place, neighbours) in zip(present, found) {
            let recordID = block[place]
            let file = files[recordID]
            pairs[place] = neighbours.filter {
                $0.id > recordID && (file == nil || files[$0.id] != file)
            }.map {
                Pair(first: recordID, second: $0.id, score: $0.score)
            }
        }
        return pairs
    }

    /// All neighbours within the threshold, however many: every row is looked at, since an index may miss some.
    private func search(_ queries: [Float]) async throws -> [[Neighbour]] {
        if queries.isEmpty { return [] }
        var request = SearchRequest(k: 64, minimumScore: threshold, isExact: true)
        do {
            var found = try await images.search(queries, request, in: view)
            while request.k < view.count, let most = found.map(\.count).max(), most == request.k {
                request.k *= 8
                for place in found.indices where found[place].count == request.k / 8 {
                    let query = queries[place * view.dimension..<(place + 1) * view.dimension]
                    found[place] = try await images.search(Array(query), request, in: view)[0]
                }
            }
            return found
        } catch let error as IndexError {
            throw EngineError(error, in: collection)
        }
    }
}
