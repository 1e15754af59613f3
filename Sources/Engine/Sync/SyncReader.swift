internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeWorkThreads

/// Reads candidates and decides what each is: the concurrent part of a sync.
struct SyncReader: Sendable {
    let collection: OpenCollection
    let folders: SyncFolders
    let embedder: Embedder
    let model: LoadedModel
    let contents: SyncContents
    let options: SyncOptions

    func outcome(of candidate: SyncPlan.Candidate) async throws -> SyncOutcome {
        try await outcome(of: candidate, try await read(candidate))
    }

    /// A file that was read.
    private struct Reading {
        let result: Result<FileContent, FileContent.Failure>
        let hash: String
        /// The present record of its path.
        let known: ImageRecord?
    }

    private func read(_ candidate: SyncPlan.Candidate) async throws -> Reading {
        let path = folders.path(candidate.file.path, below: candidate.place)
        let limit = embedder.limits.maximumBytes
        let catalogue = collection.catalogue
        var known: ImageRecord?
        if let recordID = candidate.known { known = try await catalogue.images(recordIDs: [recordID]).first }
        let (result, hash) = await Blocking.run {
            let result = Result { () throws(FileContent.Failure) in
                try FileContent.read(path, limit: limit)
            }
            return (result, (try? result.get()).map { contentHash($0.bytes) } ?? "")
        }
        return Reading(result: result, hash: hash, known: known?.source == .file ? known : nil)
    }

    private func outcome(of candidate: SyncPlan.Candidate, _ reading: Reading) async throws -> SyncOutcome {
        let path = candidate.file.path
        // Without an id, a client has deleted the record in the meantime: the path is rarely taken.
        let id = reading.known?.id ?? candidate.id ?? path
        let target = SyncTarget(
            place: candidate.place, root: folders.roots[candidate.place].id, path: path, id: id,
            known: reading.known)
        let content: FileContent
        switch reading.result {
        case .success(let read): content = read
        case .failure(.vanished): return .skipped(nil)
        case .failure(.unreadable(let detail)): return .skipped(problem(target, detail))
        case .failure(.tooLarge(let signature)):
            let error = PictureError.tooManyBytes(
                actual: Int(signature.size), limit: embedder.limits.maximumBytes)
            return .read(target, hash: "", signature, .failed(error.description))
        }
        if let known = reading.known, known.contentHash == reading.hash, !isToBeTried(known) {
            return .same(known, content.signature)
        }
        if reading.known == nil, let claimed = await contents.claimMissing(reading.hash) {
            if !isToBeTried(claimed) { return .moved(claimed, target, content.signature) }
            return try await embed(content, reading.hash, target.replacing(claimed))
        }
        return try await embed(content, reading.hash, target)
    }

    /// Whether to embed an image although its bytes match the record. A full sync retries broken images: limits may
    /// have been raised or a decoder fixed.
    private func isToBeTried(_ record: ImageRecord) -> Bool {
        options.force || options.full && record.state == .failed
    }

    private func embed(
        _ content: FileContent, _ hash: String, _ target: SyncTarget
    ) async throws -> SyncOutcome {
        let made = try await FaultPolicy.once.attempt {
            if !options.force, let copy = try await collection.embedding(ofContent: hash) { return copy }
            return try await contents.embedding(of: hash) { try await makeEmbedding(of: content.bytes) }
        }
        switch made {
        case .success(let embedding):
            return .read(target, hash: hash, content.signature, .ready(embedding))
        case .failure(let refusal) where refusal.isLasting:
            return .read(target, hash: hash, content.signature, .failed(refusal.sentence))
        case .failure(let refusal):
            // A renamed file keeps its record, though it could not be embedded again.
            if let known = target.known, known.path != target.path || known.root != target.root {
                return .moved(known, target, content.signature)
            }
            // Nothing is known of it: the next sync tries again.
            return .skipped(problem(target, refusal.sentence))
        }
    }

    private func problem(_ target: SyncTarget, _ detail: String) -> SyncProblem {
        SyncProblem(path: folders.shown(target.path, below: target.place), detail: detail)
    }

    /// Waits as long as necessary: bulk work gives way to searches and is not refused.
    private func makeEmbedding(of bytes: [UInt8]) async throws -> ImageEmbedding {
        ImageEmbedding(
            try await embedder.embed(
                bytes, with: model, priority: .bulk, maximumBatch: options.batchSize,
                preparation: collection.record.preparation, isFingerprinted: true))
    }
}
