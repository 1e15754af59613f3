internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeJSON
internal import LookalikeVectors
internal import LookalikeWorkThreads

extension Companies {
    /// The images of a company that are most similar to a given one.
    ///
    /// - Throws: ``EngineError/unknownCollection(_:)`` where there is no such company,
    ///   ``EngineError/modelNotInstalled(model:collection:)``, ``EngineError/storageDamaged(_:)``,
    ///   ``/LookalikePictures/PictureError``, ``/LookalikeEmbedding/EmbeddingError``.
    public func search(_ company: String, for image: [UInt8], topK: Int) async throws -> CompanyAnswer {
        switch try await open(company) {
        case .folder(let open): return try await search(open, for: image, topK: topK)
        case .collection(let collection): return try await search(collection, for: image, topK: topK)
        }
    }

    /// As ``search(_:for:topK:)``, in any folder.
    public func search(folder path: String, for image: [UInt8], topK: Int) async throws -> CompanyAnswer {
        let folder = CompanyFolder(at: path)
        return try await search(try await open(folder), for: image, topK: topK)
    }

    /// Throws if there is no such company; does not open it.
    public func check(_ company: String) async throws {
        if await Blocking.run({ [shelf] in shelf.folder(of: company) }) == nil {
            _ = try await open(company)
        }
    }

    /// - Throws: ``EngineError/unknownCollection(_:)``, ``EngineError/storageDamaged(_:)``.
    public func statistics(of company: String) async throws -> CompanyStatistics {
        switch try await open(company) {
        case .folder(let open):
            return CompanyStatistics(
                company: company, total: open.facts.count, dimension: open.facts.dimension,
                model: model(of: open), changed: open.facts.signature.vectorsModified,
                information: open.facts.information, problem: open.problem)
        case .collection(let collection):
            let record = collection.record
            return CompanyStatistics(
                company: company, total: collection.count, dimension: record.dimension, model: record.model,
                changed: record.lastSync ?? record.createdAt, information: [:], problem: nil)
        }
    }

    // MARK: Models

    /// The model of new companies: the configured one if it is installed, else the default.
    ///
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError`` where there is none at all.
    public func modelOfNewCompanies() throws -> String {
        let installed = embedder.library.scan().models.map(\.manifest.name)
        if installed.contains(configuration.model) { return configuration.model }
        if let model = try defaultModel ?? engine?.defaultModel { return model }
        guard let first = installed.first else {
            throw EmbeddingError.unknownModel(name: configuration.model, known: [])
        }
        return first
    }

    private func model(of open: OpenCompany) -> String {
        guard let stated = open.facts.statedModel else { return configuration.model }
        let installed = embedder.library.scan().models.map(\.manifest.name)
        return CompanyModel.name(stated, known: installed + [configuration.model])
    }

    // MARK: Searching

    private func search(
        _ open: OpenCompany, for image: [UInt8], topK: Int
    ) async throws -> CompanyAnswer {
        let model = await Blocking.run { [self] () -> String in self.model(of: open) }
        let record = CollectionRecord(
            name: open.folder.company, model: model,
            modelIdentity: open.facts.information[CompanyInformation.modelIdentity]?.stringValue,
            dimension: open.facts.dimension,
            metric: Metric.cosine.rawValue, indexKind: IndexKind.flat.rawValue, preparation: open.preparation,
            createdAt: open.facts.signature.vectorsModified)
        let query = try await embed(image, for: record)
        let matches = try await matches(open, query.vector, topK: topK)
        return CompanyAnswer(
            company: open.folder.company, model: model, matches: matches, warnings: query.warnings)
    }

    private func embed(_ image: [UInt8], for record: CollectionRecord) async throws -> Embedder.Result {
        let loaded = try await embedder.namedModel(of: record)
        if let has = record.modelIdentity.flatMap(ModelIdentity.init(text:)) {
            try Embedder.check(
                has, loaded.identified, record.name,
                remedy: "make the company's folder anew with 'lookalike generate --force'")
        }
        guard let engine else {
            return try await embedder.embed(
                image, with: loaded, priority: .interactive, preparation: record.preparation)
        }
        let hash = await Blocking.run { contentHash(image) }
        return try await engine.embedding(
            of: image, hash: hash, with: loaded, record.preparation, priority: .interactive)
    }

    private func matches(
        _ open: OpenCompany, _ vector: [Float], topK: Int
    ) async throws -> [CompanyMatch] {
        let found = try await measured { try open.matches(vector, topK: topK) }
        if open.index.damagedIDs.isEmpty { return found }
        // The cached copy is damaged, not the company's file.
        let again = try await reopen(open.folder)
        return try await measured { try again.matches(vector, topK: topK) }
    }

    private func measured(
        _ search: @escaping @Sendable () throws -> [CompanyMatch]
    ) async throws -> [CompanyMatch] {
        guard let engine else { return try await Blocking.run(search) }
        return try await engine.tracing.span("search", count: \.count) {
            try await engine.metrics.search(count: \.count) { try await Blocking.run(search) }
        }
    }

    private func search(
        _ collection: OpenCollection, for image: [UInt8], topK: Int
    ) async throws -> CompanyAnswer {
        guard let engine else { throw EngineError.unknownCollection(collection.name) }
        let answer = try await engine.search(
            collection, for: .image(image), options: SearchOptions(topK: topK))
        let root = collection.record.directory.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
        let matches = answer.matches.map { match in
            var path = match.image.path ?? match.image.name
            if let root, path.hasPrefix(root) { path.removeFirst(root.count) }
            // Two uploads may have one name.
            let imageID = match.image.path == nil ? match.image.id : path
            return CompanyMatch(company: collection.name, path: path, imageID: imageID, score: match.score)
        }
        return CompanyAnswer(
            company: collection.name, model: collection.record.model, matches: matches,
            warnings: answer.warnings)
    }
}

extension OpenCompany {
    /// - Throws: ``/LookalikeVectors/IndexError``.
    fileprivate func matches(_ vector: [Float], topK: Int) throws -> [CompanyMatch] {
        guard facts.count > 0 else { return [] }
        let found = try index.search(vector, SearchRequest(k: topK))[0]
        return found.map { neighbour in
            CompanyMatch(
                company: folder.company, path: names[Int(neighbour.id)], score: neighbour.score)
        }
    }
}

/// Names of models as other programs write them.
public enum CompanyModel {
    /// The known model that a folder means by `MobileNetV3-Large` or similar; the folder's own text if there is none.
    public static func name(_ stated: String, known: [String]) -> String {
        if known.contains(stated) { return stated }
        let plain = plain(stated)
        guard !plain.isEmpty else { return stated }
        return known.first { Self.plain($0) == plain } ?? stated
    }

    private static func plain(_ name: String) -> String {
        String(name.lowercased().unicodeScalars.filter(\.properties.isAlphabeticOrDigit))
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isAlphabeticOrDigit: Bool { isAlphabetic || numericType != nil }
}
