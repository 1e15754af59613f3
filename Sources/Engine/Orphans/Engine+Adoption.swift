internal import Foundation
internal import LookalikeCatalogue
internal import LookalikePictures
internal import LookalikeVectors
internal import LookalikeWorkThreads

extension Engine {
    /// Copies an orphan's images into a collection. Uploaded images are embedded again and get the hash of their
    /// bytes as id, because only the lost catalogue knew their ids. The orphan stays until it is removed.
    ///
    /// - Parameters:
    ///   - name: the collection to create; nil takes the orphan's old name.
    ///   - progress: called often.
    /// - Throws: ``EngineError/unknownOrphan(_:)``, ``EngineError/notAdoptable(_:reason:)``,
    ///   ``EngineError/collectionExists(_:)``, ``EngineError/modelNotInstalled(model:collection:)``.
    public func adoptOrphan(
        _ id: String, as name: String? = nil, progress: @escaping @Sendable (Job.Progress) -> Void = { _ in }
    ) async throws -> Adoption {
        try checkWritable()
        let orphan = try await orphan(id)
        switch orphan.kind {
        case .collection: return try await adoptCollection(orphan, as: name, progress)
        case .uploads:
            let collection = try await collection(named: orphan.collection ?? "")
            return try await adopt(uploadsOf: orphan, into: collection, progress)
        case .batch: return try await adoptBatch(orphan)
        case .vectors:
            throw EngineError.notAdoptable(
                orphan.id,
                reason: "its vectors belong to a newer catalogue: put that back, or sync the collection")
        case .foreign:
            throw EngineError.notAdoptable(orphan.id, reason: "Lookalike did not make it")
        }
    }

    private func adoptCollection(
        _ orphan: Orphan, as name: String?, _ progress: @escaping @Sendable (Job.Progress) -> Void
    ) async throws -> Adoption {
        let folder = "\(data.path)/\(orphan.id)"
        let described = CollectionDescription.read(in: folder)
        guard let name = name ?? described?.name else {
            throw EngineError.notAdoptable(
                orphan.id, reason: "nothing says what it was called: give the collection a name")
        }
        let rows = try await Blocking.run { try Self.rows(in: CollectionDescription.vectors(in: folder)) }
        var options = try adoptionOptions(described, dimension: rows?.dimension)
        // Images are embedded by the installed model.
        if orphan.items > 0 { options.modelIdentity = nil }
        if orphan.items > 0, case .named(let model) = options.model {
            // Checked before anything is created.
            _ = try await embedder.model(named: model)
        }
        let collection = try await createCollection(named: name, options)
        let adopted = try await adopt(uploadsOf: orphan, into: collection, progress)
        var (vectors, left) = (0, 0)
        if orphan.items == 0, described?.directory == nil, let rows {
            vectors = try await add(rows, to: collection)
        } else {
            // If there are images, or were files, vectors are made from those.
            left = max(0, (rows?.live.count ?? 0) - adopted.images)
        }
        return Adoption(
            collection: name, images: adopted.images, vectors: vectors, failed: adopted.failed, left: left,
            directory: described?.directory,
            roots: described?.roots ?? described?.directory.map { [$0] } ?? [])
    }

    private func adoptionOptions(
        _ described: CollectionDescription?, dimension: Int?
    ) throws -> CollectionOptions {
        guard let described else { return CollectionOptions() }
        var options = CollectionOptions(
            model: described.model.map { .named($0) } ?? .none, dimension: dimension ?? described.dimension,
            metric: Metric(rawValue: described.metric) ?? .cosine)
        options.indexKind = IndexKind(rawValue: described.index) ?? .auto
        options.indexParameters = described.indexParameters
        options.frames = described.frames ?? FrameOptions()
        options.preparation = ImagePreparation(rawValue: described.preparation) ?? .standard
        options.settings = described.settings
        options.modelIdentity = described.modelIdentity
        return options
    }

    private func adopt(
        uploadsOf orphan: Orphan, into collection: OpenCollection,
        _ progress: @escaping @Sendable (Job.Progress) -> Void
    ) async throws -> Adoption {
        let paths = try await uploadPaths(of: orphan)
        let limit = configuration.limits.maximumBytes
        let report = try await importImages(paths.count, into: collection, progress: progress) { place in
            let path = paths[place]
            let hash = path.split(separator: "/").last.map(String.init) ?? path
            return IncomingImage(id: hash, name: hash, category: .none) {
                do throws(FileContent.Failure) {
                    return try FileContent.read(path, limit: limit).bytes
                } catch {
                    throw error.asError(path: path, limit: limit)
                }
            }
        }
        return Adoption(
            collection: collection.name, images: report.added + report.changed + report.unchanged, vectors: 0,
            failed: report.failed, left: 0, directory: nil, roots: [])
    }

    /// Resumes an accepted batch and waits for its end.
    private func adoptBatch(_ orphan: Orphan) async throws -> Adoption {
        let id = String(orphan.id.dropFirst("jobs/".count))
        guard let accepted = SpoolFolder(data, id).acceptance else {
            throw EngineError.notAdoptable(orphan.id, reason: "nothing says which collection it was for")
        }
        let collection = try await collection(named: accepted.collection)
        // Asked before anything is begun, which would wait for it.
        _ = try await embedder.model(of: collection)
        // A failed batch continues from where it was.
        var record =
            try await catalogue.job(id)
            ?? JobRecord(
                id: id, kind: BatchRun.kind, collection: accepted.collection, state: .queued,
                total: accepted.total, createdAt: .storable)
        (record.error, record.finishedAt, record.attempts) = (nil, nil, 0)
        let started = try await startBatch(id, in: accepted.collection, total: accepted.total, as: record)
        let job = try await jobs.finished(started.id)
        guard job.state == .succeeded else {
            throw EngineError.notAdoptable(orphan.id, reason: job.error ?? "its work was stopped")
        }
        let report = job.batchReport
        try await noteOrphans()
        return Adoption(
            collection: accepted.collection, images: report?.indexed ?? 0, vectors: 0,
            failed: report?.failed ?? 0, left: 0, directory: nil, roots: [])
    }

    // MARK: Vectors

    private struct Rows {
        let file: VectorFile
        let live: [RowReference]
        var dimension: Int { file.dimension }
    }

    /// The vectors in a folder, the last one per record id; nil if there is no file.
    private static func rows(in folder: String) throws -> Rows? {
        guard let path = LocalVectors.vectorFile(in: folder) else { return nil }
        do {
            let file = try VectorFile.open(at: path, access: .readOnly)
            var last: [Int64: RowReference] = [:]
            for row in try file.intactRows() { last[row.id] = row }
            return Rows(file: file, live: last.values.sorted { $0.row < $1.row })
        } catch {
            throw EngineError.storageDamaged("\(error)")
        }
    }

    private func add(_ rows: Rows, to collection: OpenCollection) async throws -> Int {
        let snapshot = try rows.file.snapshot(live: rows.live)
        for start in stride(from: 0, to: snapshot.count, by: 1_000) {
            let images = try (start..<min(start + 1_000, snapshot.count)).map { position in
                IncomingImage(id: "\(snapshot.ids[position])", vector: try snapshot.vector(at: position))
            }
            _ = try await put(images, in: collection)
        }
        return snapshot.count
    }
}
