internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeVideo
internal import LookalikeWorkThreads

extension SyncReader {
    /// Frames of one file that are embedded side by side.
    private static let window = 8

    /// What becomes of a video.
    ///
    /// - Parameter known: the present records of its path.
    func video(_ candidate: SyncPlan.Candidate, known: [ImageRecord]) async throws -> SyncOutcome {
        let path = folders.path(candidate.file.path, below: candidate.place)
        let target = target(of: candidate, known)
        let digest: FileDigest
        do throws(FileContent.Failure) {
            digest = try await FileDigest.readCancellably(path).get()
        } catch {
            try Task.checkCancellation()
            return failure(error, target, known)
        }
        let settled =
            known.contains { $0.isTaken(otherThan: frames.every) }
            ? (outcome: nil, known: known) : await settle(digest.hash, digest.signature, target, known)
        if let outcome = settled.outcome { return outcome }
        let (every, limits) = (frames.every, embedder.limits)
        do {
            let source = try await Blocking.run { try VideoSource(path, every: every, limits: limits) }
            return try await frames(of: source, digest, target, settled.known, at: path)
        } catch let error as VideoError {
            return try refused(error, digest, target, settled.known)
        }
    }

    func refused(
        _ error: VideoError, _ digest: FileDigest, _ target: SyncTarget, _ known: [ImageRecord]
    ) throws -> SyncOutcome {
        switch error {
        case .stopped: throw CancellationError()
        case .unreadable(let detail): return later(detail, digest, target, known)
        case .outOfMemory: return later(error.description, digest, target, known)
        case .noVideo, .unsupportedCodec, .tooManyPixels, .damaged, .noFrame:
            return broken(error.description, digest.hash, digest.signature, target, known)
        }
    }

    /// What becomes of a file that is tried again by the next sync. One that was renamed keeps its records.
    private func later(
        _ detail: String, _ digest: FileDigest, _ target: SyncTarget, _ known: [ImageRecord]
    ) -> SyncOutcome {
        if let first = known.first, first.path != target.path || first.root != target.root {
            return .moved(known, target, digest.signature)
        }
        return .skipped(problem(target, detail))
    }

    /// What becomes of a file of which no image can be taken. Frames that it had keep their records, with all that people wrote
    /// to them, until it can be read again.
    func broken(
        _ sentence: String, _ hash: String, _ signature: FileSignature, _ target: SyncTarget,
        _ known: [ImageRecord]
    ) -> SyncOutcome {
        var images = known.compactMap { record -> StorableImage? in
            guard var frame = record.frame else { return nil }
            frame.fileHash = hash
            if frame.kind == .video { frame.every = frames.every }
            var image = StorableImage(
                target.replacing(record), id: FrameID.id(frame, of: target.whole), hash: hash, signature,
                .failed(sentence))
            (image.frame, image.bytes) = (frame, record.bytes)
            return image
        }
        if images.isEmpty {
            images = [
                StorableImage(
                    target.replacing(known.first), id: target.id, hash: hash, signature, .failed(sentence))
            ]
        }
        return .replaced(images, known: known)
    }

    /// Embeds the frames of a file. All of them are stored at once, so that a file never has a part of them only.
    func frames(
        of source: some FrameSource, _ digest: FileDigest, _ target: SyncTarget, _ known: [ImageRecord],
        at path: String
    ) async throws -> SyncOutcome {
        let (hash, signature) = (digest.hash, digest.signature)
        let made = try await FaultPolicy.once.attempt {
            try await embeddings(of: source, hash)
        }
        let embedded: [(frame: SourceFrame, embedding: ImageEmbedding)]
        switch made {
        case .success(let frames): embedded = frames
        case .failure(let refusal):
            if let error = refusal.error as? VideoError { throw error }
            return refusal.isLasting
                ? broken(refusal.sentence, hash, signature, target, known)
                : later(refusal.sentence, digest, target, known)
        }
        guard await Blocking.run({ digest.isStill(at: path) }) else {
            return later("it changed while it was read", digest, target, known)
        }
        return .replaced(
            images(embedded, extent: source.extent, digest, target, replacing: known), known: known)
    }

    private func images(
        _ embedded: [(frame: SourceFrame, embedding: ImageEmbedding)], extent: Double?, _ digest: FileDigest,
        _ target: SyncTarget, replacing known: [ImageRecord]
    ) -> [StorableImage] {
        let (hash, signature) = (digest.hash, digest.signature)
        // A frame that was there before keeps its record.
        let before = Dictionary(
            known.compactMap { record in record.frame.map { (FrameID.suffix($0), record.recordID) } },
            uniquingKeysWith: { a, _ in a })
        // Together they count as many bytes as the file.
        let share = max(1, Int(signature.size) / max(1, embedded.count))
        var images = embedded.map { frame, embedding in
            let place = ImageFrame(
                kind: frame.kind, position: frame.position, extent: extent, fileHash: hash,
                every: frame.kind == .video ? frames.every : nil)
            var image = StorableImage(
                target, id: FrameID.id(place, of: target.whole),
                hash: FramePicture.contentHash(frame, of: hash), signature, .ready(embedding))
            (image.frame, image.known, image.bytes) = (place, before[FrameID.suffix(place)], share)
            return image
        }
        // What was one image becomes the first of several.
        if before.isEmpty, !images.isEmpty { images[0].known = known.first?.recordID }
        return images
    }

    private func embeddings(
        of source: some FrameSource, _ hash: String
    ) async throws -> [(frame: SourceFrame, embedding: ImageEmbedding)] {
        try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: (Int, SourceFrame, ImageEmbedding).self) { group in
                var made: [Int: (SourceFrame, ImageEmbedding)] = [:]
                var begun = 0
                while begun < FramePicture.most {
                    guard let frame = try await Blocking.run({ try source.next() }) else { break }
                    try Task.checkCancellation()
                    if begun - made.count >= Self.window,
                        let (place, frame, embedding) = try await group.next()
                    {
                        made[place] = (frame.withoutBytes, embedding)
                    }
                    group.addTask { [begun] in
                        (begun, frame, try await embedding(of: frame, hash, source.mediaType))
                    }
                    begun += 1
                }
                for try await (place, frame, embedding) in group {
                    made[place] = (frame.withoutBytes, embedding)
                }
                // A source that was stopped may have ended like one that has no more.
                try Task.checkCancellation()
                let mark = begun == FramePicture.most ? Self.cutMark : source.mark
                if let mark { made[begun - 1]?.1.mark = mark }
                return made.sorted { $0.key < $1.key }.map { ($0.value.0, $0.value.1) }
            }
        } onCancel: {
            source.stop()
        }
    }

    private static let cutMark =
        "The file has more frames than the \(FramePicture.most) that are taken of one; the rest is left out."

    private func embedding(
        of frame: SourceFrame, _ file: String, _ mediaType: String
    ) async throws -> ImageEmbedding {
        defer { counter.add() }
        let hash = FramePicture.contentHash(frame, of: file)
        if !options.force, let copy = try await collection.embedding(ofContent: hash) { return copy }
        let made = try await makeEmbedding(of: frame.bytes)
        return ImageEmbedding(
            vector: made.vector, mediaType: mediaType, width: frame.size.width, height: frame.size.height,
            fingerprint: made.fingerprint)
    }
}

extension ImageRecord {
    /// Whether it is a frame of a video of which frames were taken at another distance than is wanted now.
    func isTaken(otherThan every: Double) -> Bool { frame?.every.map { $0 != every } ?? false }
}

extension SourceFrame {
    /// What is needed of it once it is embedded.
    fileprivate var withoutBytes: SourceFrame {
        SourceFrame(kind: kind, position: position, size: size, bytes: [])
    }
}
