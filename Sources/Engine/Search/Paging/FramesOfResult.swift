public import LookalikeCatalogue
internal import LookalikeVectors

/// Frames of one file that a search found; the best of them is the result.
public struct FramesOfResult: Sendable, Equatable {
    /// A frame of the file.
    public struct Match: Sendable, Equatable {
        /// Its image's id.
        public let id: String
        /// Which part of the file it is.
        public let frame: ImageFrame
        /// As that of a result.
        public let score: Float
    }

    /// How many of the file's frames are within the search's threshold and filter, the result among them.
    public let count: Int
    /// The best of them, best first, ``mostMatches`` at most; the result is the first.
    public let matches: [Match]

    /// The most frames that are given.
    public static let mostMatches = 50
}

extension RankingExtent {
    /// The frames of the files of some results; nil for results that are no frames.
    func frames(of images: [ImageRecord]) async throws -> [FramesOfResult?] {
        if images.allSatisfy({ $0.frameFile == nil }) { return images.map { _ in nil } }
        let scope = try await self.images(.max / 8)
        var found: [FramesOfResult?] = []
        for image in images {
            guard let file = image.frameFile else {
                found.append(nil)
                continue
            }
            let frames = try await engine.catalogue.recordIDs(
                ofFile: file.path, root: file.root, in: collection.recordID)
            found.append(try await matches(among: Set(frames), scope))
        }
        return found
    }

    private func matches(
        among recordIDs: Set<Int64>, _ scope: ImageSelection
    ) async throws -> FramesOfResult {
        let nearest = try await nearest(of: recordIDs, scope)
        let best = nearest.prefix(FramesOfResult.mostMatches)
        let frames = try await engine.catalogue.images(recordIDs: best.map(\.id))
        let byRecordID = Dictionary(frames.map { ($0.recordID, $0) }, uniquingKeysWith: { a, _ in a })
        let matches = best.compactMap { neighbour in
            byRecordID[neighbour.id].flatMap { image in
                image.frame.map {
                    FramesOfResult.Match(id: image.id, frame: $0, score: neighbour.score)
                }
            }
        }
        return FramesOfResult(count: nearest.count, matches: matches)
    }

    /// Those of some images that the search finds, best first.
    private func nearest(of recordIDs: Set<Int64>, _ scope: ImageSelection) async throws -> [Neighbour] {
        let isNarrow = if case .labels = scope { false } else { true }
        let request = SearchRequest(
            k: isNarrow ? recordIDs.count : now.vectors.count,
            minimumScore: options.search.threshold.map(Float.init), excluding: excluded, isExact: true)
        let selection: ImageSelection =
            switch scope {
            case .all: .ids(IDSet(recordIDs.sorted()))
            case .ids(let selected): .ids(IDSet(recordIDs.filter(selected.contains).sorted()))
            case .labels: scope
            }
        if recordIDs.isEmpty { return [] }
        do {
            return try await selection.nearest(ranking.query.vectors, request, in: now.vectors)
                .filter { recordIDs.contains($0.id) }
        } catch let error as IndexError {
            throw EngineError(error, in: collection.name)
        }
    }

    /// Those of some images that are not of a file: its own frames are told of as such, and are no copies.
    func outside(_ file: FrameFile?, _ ids: [Int64]) async throws -> [Int64] {
        guard let file, !ids.isEmpty else { return ids }
        let own = try await engine.catalogue.images(recordIDs: ids).filter { $0.frameFile == file }
        let ownIDs = Set(own.map(\.recordID))
        return ids.filter { !ownIDs.contains($0) }
    }

    /// Leaves out frames of files that are results already, the best frame of each file being the result.
    func firstOfFiles(
        _ found: [Neighbour], _ state: inout Ranking.State
    ) async throws -> [(found: Neighbour, file: FrameFile?)] {
        guard options.foldsFiles(of: collection.record) else { return found.map { ($0, nil) } }
        let images = try await engine.catalogue.images(recordIDs: found.map(\.id))
        let files = Dictionary(images.map { ($0.recordID, $0.frameFile) }, uniquingKeysWith: { a, _ in a })
        return found.compactMap { neighbour in
            guard let file = files[neighbour.id] ?? nil else { return (neighbour, nil) }
            if state.files.insert(file).inserted { return (neighbour, file) }
            state.known.insert(neighbour.id)
            return nil
        }
    }
}

extension PageOptions {
    /// Whether the frames of a file are one result.
    func foldsFiles(of record: CollectionRecord) -> Bool {
        !listsFrames && (record.frames.videos || record.frames.pages)
    }
}
