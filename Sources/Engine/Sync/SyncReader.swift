internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeVideo
internal import LookalikeWorkThreads

/// Reads candidates and decides what each is: the concurrent part of a sync.
struct SyncReader: Sendable {
    let collection: OpenCollection
    let folders: SyncFolders
    let embedder: Embedder
    let model: LoadedModel
    let contents: SyncContents
    let options: SyncOptions
    /// Tells of frames as they come.
    let counter: FrameCounter
    /// Which files several images are taken of.
    let frames: FrameOptions

    func outcome(of candidate: SyncPlan.Candidate) async throws -> SyncOutcome {
        let known = try await records(candidate)
        if FileNameKind(candidate.file.path) == .video { return try await video(candidate, known: known) }
        return try await picture(candidate, known)
    }

    /// The present records of its path that are those of a file.
    private func records(_ candidate: SyncPlan.Candidate) async throws -> [ImageRecord] {
        if candidate.known.isEmpty { return [] }
        return try await collection.catalogue.images(recordIDs: candidate.known).filter { $0.source == .file }
    }

    func target(of candidate: SyncPlan.Candidate, _ known: [ImageRecord]) -> SyncTarget {
        let path = candidate.file.path
        // Without an id, a client has deleted the record in the meantime: the path is rarely taken.
        let id =
            known.first.map { $0.frame == nil ? $0.id : FrameID.parts($0.id).file } ?? candidate.id ?? path
        let hasFrames = known.first?.frame != nil
        let whole = hasFrames ? id : id == path ? path : candidate.whole ?? path
        return SyncTarget(
            place: candidate.place, root: folders.roots[candidate.place].id, path: path, id: id,
            whole: FileNameKind(path) == .video ? id : whole, known: nil)
    }

    /// A file that was read.
    private struct Reading {
        let result: Result<FileContent, FileContent.Failure>
        let hash: String
    }

    private func read(_ candidate: SyncPlan.Candidate) async -> Reading {
        let path = folders.path(candidate.file.path, below: candidate.place)
        let limit = embedder.limits.maximumBytes(named: path)
        return await Blocking.run {
            let result = Result { () throws(FileContent.Failure) in
                try FileContent.read(path, limit: limit)
            }
            return Reading(result: result, hash: (try? result.get()).map { contentHash($0.bytes) } ?? "")
        }
    }

    private func picture(
        _ candidate: SyncPlan.Candidate, _ known: [ImageRecord]
    ) async throws -> SyncOutcome {
        let reading = await read(candidate)
        let target = target(of: candidate, known)
        let content: FileContent
        do throws(FileContent.Failure) {
            content = try reading.result.get()
        } catch {
            return failure(error, target, known)
        }
        let several = frames.pages && PictureFrames.count(of: content.bytes).count > 1
        // What was taken as one image becomes several, or the other way round.
        let isOther = known.first.map { $0.state == .ready && ($0.frame != nil) != several } ?? false
        let settled =
            isOther
            ? (outcome: nil, known: known) : await settle(reading.hash, content.signature, target, known)
        if let outcome = settled.outcome { return outcome }
        if several { return try await pages(content, reading.hash, target, settled.known) }
        let first = settled.known.min { ($0.frame?.position ?? 0) < ($1.frame?.position ?? 0) }
        let outcome = try await embed(content, reading.hash, target.replacing(first))
        if settled.known.allSatisfy({ $0.frame == nil }) { return outcome }
        switch outcome {
        case .read(let image, _):
            // A file that is written just now may have lost its pages for a while.
            if frames.pages, case .failed(let sentence) = image.outcome {
                return broken(sentence, reading.hash, content.signature, target, settled.known)
            }
            return .replaced([image], known: settled.known)
        case .moved(_, let target, let signature): return .moved(settled.known, target, signature)
        case .same, .replaced, .skipped: return outcome
        }
    }

    /// The pages or frames of a picture, called by its whole path.
    private func pages(
        _ content: FileContent, _ hash: String, _ target: SyncTarget, _ known: [ImageRecord]
    ) async throws -> SyncOutcome {
        let path = folders.path(target.path, below: target.place)
        let (bytes, limits) = (content.bytes, embedder.limits)
        let digest = FileDigest(hash: hash, signature: content.signature)
        do {
            let source = try await Blocking.run { try PageSource(path, bytes, limits: limits) }
            return try await frames(of: source, digest, target, known, at: path)
        } catch let error as VideoError {
            return try refused(error, digest, target, known)
        }
    }

    /// What becomes of a file that could not be read.
    func failure(
        _ failure: FileContent.Failure, _ target: SyncTarget, _ known: [ImageRecord]
    ) -> SyncOutcome {
        switch failure {
        case .vanished: return .skipped(nil)
        case .unreadable(let detail): return .skipped(problem(target, detail))
        case .tooLarge(let signature):
            let error = PictureError.tooManyBytes(
                actual: Int(signature.size), limit: embedder.limits.maximumBytes(named: target.path))
            return broken(error.description, "", signature, target, known)
        }
    }

    /// What is known of a file's contents.
    ///
    /// - Parameter known: the present records of its path.
    /// - Returns: what becomes of it; nil if it has to be embedded, in place of the known records.
    func settle(
        _ hash: String, _ signature: FileSignature, _ target: SyncTarget, _ known: [ImageRecord]
    ) async -> (outcome: SyncOutcome?, known: [ImageRecord]) {
        if let first = known.first {
            let isSame = first.fileHash == hash && !known.contains(where: isToBeTried)
            return (isSame ? .same(known, signature) : nil, known)
        }
        guard let claimed = await contents.claimMissing(hash) else { return (nil, []) }
        return (claimed.contains(where: isToBeTried) ? nil : .moved(claimed, target, signature), claimed)
    }

    /// Whether to embed an image although its bytes match the record. A full sync retries broken images: limits may
    /// have been raised or a decoder fixed.
    func isToBeTried(_ record: ImageRecord) -> Bool {
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
                return .moved([known], target, content.signature)
            }
            // Nothing is known of it: the next sync tries again.
            return .skipped(problem(target, refusal.sentence))
        }
    }

    func problem(_ target: SyncTarget, _ detail: String) -> SyncProblem {
        SyncProblem(path: folders.shown(target.path, below: target.place), detail: detail)
    }

    /// Waits as long as necessary: bulk work gives way to searches and is not refused.
    func makeEmbedding(of bytes: [UInt8]) async throws -> ImageEmbedding {
        ImageEmbedding(
            try await embedder.embed(
                bytes, with: model, priority: .bulk, maximumBatch: options.batchSize,
                preparation: collection.record.preparation, isFingerprinted: true))
    }
}
