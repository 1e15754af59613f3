internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// Compares the contents of a collection that were never compared with all others. What is done is stored piece by piece:
/// a run that is stopped goes on from there.
struct DuplicateRun: Sendable {
    /// Contents that are compared together.
    private static let contentsAtOnce = 256

    let collection: OpenCollection
    let embedder: Embedder
    let options: DuplicateSearchOptions
    let index: FingerprintIndex
    let progress: @Sendable (Job.Progress) -> Void

    /// Also forgets fingerprints that no image needs any more.
    ///
    /// - Returns: how many contents were compared, and how many pairs were found.
    func run() async throws -> DuplicateRunReport {
        let catalogue = collection.catalogue
        if options.isFresh { try await catalogue.forgetDuplicates(in: collection.recordID) }
        if try await catalogue.forgetFingerprints() > 0 { await index.forget() }
        var report = DuplicateRunReport(
            contents: try await catalogue.contentCount(in: collection.recordID))
        try await compareNew(&report)
        return report
    }

    /// Forgets the fingerprints that no image needs any more once there are many of them; looks at this now and then.
    func forgetIfMany() async throws {
        guard await index.hasGrown() else { return }
        let counts = try await collection.catalogue.fingerprintCounts()
        // Of a collection in which images come and go, nobody may ever search for duplicates.
        guard counts.hashes > counts.images + counts.images / 4 + 1_000 else { return }
        if try await collection.catalogue.forgetFingerprints() > 0 { await index.forget() }
    }

    /// Compares what is new.
    func compareNew(_ report: inout DuplicateRunReport) async throws {
        let waiting = try await collection.catalogue.uncomparedContents(in: collection.recordID)
        var finder = DuplicateFinder(collection, embedder, options, index)
        if waiting.count >= JoinedNeighbours.worthwhile {
            try await finder.table.readAll()
            finder.joined = try await JoinedNeighbours.make(
                finder.table.readImages, in: collection.view,
                threads: ProcessInfo.processInfo.activeProcessorCount)
        }
        var meter = ProgressMeter(total: waiting.count, begin: .now)
        progress(meter.progress(at: .now))
        for start in stride(from: 0, to: waiting.count, by: Self.contentsAtOnce) {
            try Task.checkCancellation()
            let part = Array(waiting[start..<min(waiting.count, start + Self.contentsAtOnce)])
            let pairs = try await finder.pairs(of: try await load(part, finder))
            try await collection.catalogue.add(
                pairs: pairs, compared: part.map(\.key), in: collection.recordID)
            report.compared += part.count
            report.pairs += pairs.count
            meter.done += part.count
            progress(meter.progress(at: .now))
        }
    }

    /// The vectors and fingerprints of contents; fingerprints that are not there are made and stored.
    private func load(_ contents: [ContentRecord], _ finder: DuplicateFinder) async throws
        -> [ComparedContent]
    {
        let catalogue = collection.catalogue
        let vectors = try await collection.view.vectors(of: contents.map(\.recordID))
        var prints = try await finder.fingerprints(of: contents.map(\.key))
        let missing = contents.filter { prints[$0.key] == nil && !$0.key.hasPrefix("#") }
        if !missing.isEmpty {
            let images = try await catalogue.images(recordIDs: missing.map(\.recordID))
            let made = try await FingerprintMaker(collection: collection, embedder: embedder).make(of: images)
            try await catalogue.put(made.map { FingerprintRecord($0.value, of: $0.key) })
            for (key, print) in try await finder.prepare(made.map { ($0.key, $0.value) }) {
                prints[key] = print
            }
        }
        return contents.map { content in
            ComparedContent(
                key: content.key, recordID: content.recordID, file: content.file,
                vector: vectors[content.recordID],
                fingerprint: prints[content.key])
        }
    }
}

/// What a search for duplicates did.
public struct DuplicateRunReport: Sendable, Codable, Equatable {
    /// Different contents of the collection.
    public var contents: Int
    /// Those that were compared with all others now.
    public var compared = 0
    /// Pairs of duplicates that were found now.
    public var pairs = 0

    init(contents: Int) { self.contents = contents }
}
