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
    private static let contentsAtOnce = 64

    let collection: OpenCollection
    let embedder: Embedder
    let options: DuplicateSearchOptions
    let progress: @Sendable (Job.Progress) -> Void

    /// - Returns: how many contents were compared, and how many pairs were found.
    func run() async throws -> DuplicateRunReport {
        let catalogue = collection.catalogue
        if options.isFresh { try await catalogue.forgetDuplicates(in: collection.recordID) }
        try await catalogue.forgetFingerprints()
        let contents = try await catalogue.contents(in: collection.recordID)
        var table = ContentTable(
            contents, hashes: try await catalogue.fingerprintHashes(in: collection.recordID))
        let compared = try await catalogue.comparedContents(in: collection.recordID)
        let waiting = table.keys.filter { !compared.contains($0) }
        let finder = DuplicateFinder(collection: collection, embedder: embedder, options: options)
        var meter = ProgressMeter(total: waiting.count, begin: .now)
        var report = DuplicateRunReport(contents: table.keys.count)
        progress(meter.progress(at: .now))
        for start in stride(from: 0, to: waiting.count, by: Self.contentsAtOnce) {
            try Task.checkCancellation()
            let keys = Array(waiting[start..<min(waiting.count, start + Self.contentsAtOnce)])
            let block = try await load(keys, &table, finder)
            let pairs = try await finder.pairs(of: block, among: table)
            try await catalogue.add(pairs: pairs, compared: keys, in: collection.recordID)
            report.compared += keys.count
            report.pairs += pairs.count
            meter.done += keys.count
            progress(meter.progress(at: .now))
        }
        return report
    }

    /// The vectors and fingerprints of contents; fingerprints that are not there are made and stored.
    private func load(
        _ keys: [String], _ table: inout ContentTable, _ finder: DuplicateFinder
    ) async throws -> [ComparedContent] {
        let catalogue = collection.catalogue
        let recordIDs = keys.compactMap { table.recordID(of: $0) }
        let vectors = try await collection.view.vectors(of: recordIDs)
        var prints = try await finder.fingerprints(of: keys)
        let missing = zip(keys, recordIDs).filter { prints[$0.0] == nil && !$0.0.hasPrefix("#") }
        if !missing.isEmpty {
            let images = try await catalogue.images(recordIDs: missing.map(\.1))
            let made = try await FingerprintMaker(collection: collection, embedder: embedder).make(of: images)
            try await catalogue.put(made.map { FingerprintRecord($0.value, of: $0.key) })
            for (key, print) in made where print.contrast >= PictureFingerprint.leastContrast {
                table.add(print.hash, of: key)
            }
            prints.merge(made) { $1 }
        }
        return zip(keys, recordIDs).map { key, recordID in
            ComparedContent(key: key, vector: vectors[recordID], fingerprint: prints[key])
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
