internal import Catalogue
internal import Embedding
internal import Pictures

/// Reads candidates and finds out what each is: the part of a sync that runs side by side.
struct SyncReader: Sendable {
    let collection: Collection
    let directory: String
    let embedder: Embedder
    let model: LoadedModel
    let contents: SyncContents
    let options: SyncOptions

    func outcome(of candidate: SyncPlan.Candidate) async throws -> SyncOutcome {
        let path = candidate.file.path
        let file = "\(directory)/\(path)"
        let limit = embedder.limits.maximumBytes
        let read: (content: FileContent, hash: String)
        do {
            read = try await Blocking.run {
                let content = try FileContent.read(file, limit: limit)
                return (content, contentHash(content.bytes))
            }
        } catch let failure as FileContent.Failure {
            return outcome(of: failure, candidate)
        }
        let (content, hash) = read
        if let known = candidate.known, known.contentHash == hash, !options.force {
            return .same(known, content.signature)
        }
        var target = SyncTarget(path: path, key: candidate.key, known: candidate.known)
        if candidate.known == nil, let claimed = await contents.claimMissing(hash) {
            if !options.force { return .moved(claimed, target, content.signature) }
            target = SyncTarget(path: path, key: candidate.key, known: claimed)
        }
        return try await embed(content, hash: hash, target)
    }

    private func outcome(of failure: FileContent.Failure, _ candidate: SyncPlan.Candidate) -> SyncOutcome {
        let path = candidate.file.path
        switch failure {
        case .vanished: return .skipped(nil)
        case .unreadable(let detail): return .skipped(SyncProblem(path: path, detail: detail))
        case .tooLarge(let signature):
            let error = PictureError.tooManyBytes(actual: Int(signature.size), limit: embedder.limits.maximumBytes)
            return .broken(
                SyncTarget(path: path, key: candidate.key, known: candidate.known),
                SyncContent(hash: "", signature: signature), sentence: error.description)
        }
    }

    private func embed(_ content: FileContent, hash: String, _ target: SyncTarget) async throws -> SyncOutcome {
        let details = SyncContent(hash: hash, signature: content.signature)
        if !options.force, let id = await contents.indexedImage(hash), let copy = try collection.embedding(of: id) {
            return .embedded(target, details, copy)
        }
        let (embedder, model, batch) = (embedder, model, options.batchSize)
        do {
            let embedding = try await contents.embedding(of: hash) {
                let result = try await embedder.embed(
                    content.bytes, with: model, priority: .bulk, maximumBatch: batch)
                return SyncEmbedding(
                    vector: result.vector, mediaType: result.info.format.mediaType, width: result.info.width,
                    height: result.info.height)
            }
            return .embedded(target, details, embedding)
        } catch let error as PictureError {
            return .broken(target, details, sentence: error.description)
        }
    }
}
