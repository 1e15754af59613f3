internal import Foundation
internal import LookalikeEmbedding
internal import LookalikeVectorFormats
internal import LookalikeWorkThreads

extension Companies {
    /// Where a company's folder is, or would be.
    ///
    /// - Throws: ``EngineError/invalidCollectionName(_:)``.
    public func folder(of company: String) throws(EngineError) -> String {
        if let folder = shelf.folder(of: company) { return folder.path }
        guard CompanyName.isValid(company) else { throw .invalidCollectionName(company) }
        return "\(shelf.path)/\(company)"
    }

    /// The model for a folder's vectors: the one that made its existing vectors, else the model of new companies.
    ///
    /// - Throws: ``EngineError/modelNotInstalled(model:collection:)`` if the folder's model is not installed: models
    ///   are never mixed. The folder can be rebuilt with another model by naming it.
    public func model(forFolder path: String) throws -> String {
        let folder = CompanyFolder(at: path)
        guard CompanyFolder.isCompany(path), let source = try? VectorFolder.open(path),
            let stated = source.model
        else { return try modelOfNewCompanies() }
        let installed = embedder.library.scan().models.map(\.manifest.name)
        let model = CompanyModel.name(stated, known: installed + [configuration.model])
        guard installed.contains(model) else {
            throw EngineError.modelNotInstalled(model: model, collection: folder.company)
        }
        return model
    }

    /// Imports a folder of the multi-tenant system, such as one from its single-tenant days: checks that its files
    /// are intact and belong together, then copies them to the company's folder.
    ///
    /// - Returns: the company's folder.
    /// - Throws: ``EngineError/collectionExists(_:)`` if there is a company of that name,
    ///   ``EngineError/storageDamaged(_:)``,
    ///   ``EngineError/invalidCollectionName(_:)``, ``EngineError/dataFolderUnusable(path:detail:)``.
    public func takeOver(_ path: String, as company: String) async throws -> String {
        let target = try folder(of: company)
        return try await Blocking.run { [shelf] in
            do {
                guard try VectorFolder.open(path).kind == .company, CompanyFolder.isCompany(path) else {
                    throw EngineError.storageDamaged(
                        "\(path) has no \(CompanyFolder.vectors) and \(CompanyFolder.metadata)")
                }
            } catch let error as VectorFormatError {
                throw EngineError.storageDamaged("\(error)")
            }
            guard !FileManager.default.fileExists(atPath: target) else {
                throw EngineError.collectionExists(company)
            }
            // A name that no company has.
            let temporary = "\(shelf.path)/.\(UUID().uuidString)"
            do {
                try DurableFile.makeFolder(Engine.absolute(temporary))
                for name in [
                    CompanyFolder.vectors, CompanyFolder.metadata, CompanyFolder.information,
                    "embeddings.npy", FailedFiles.name,
                ] where FileManager.default.fileExists(atPath: "\(path)/\(name)") {
                    try FileManager.default.copyItem(
                        atPath: "\(path)/\(name)", toPath: "\(temporary)/\(name)")
                }
                guard rename(temporary, target) == 0 else {
                    throw DurableFile.Failure(path: target, code: errno)
                }
                return target
            } catch {
                try? FileManager.default.removeItem(atPath: temporary)
                if let failure = error as? DurableFile.Failure { throw EngineError(failure) }
                throw EngineError.dataFolderUnusable(path: target, detail: error.localizedDescription)
            }
        }
    }
}

extension Companies {
    /// Loads a model, as its first search would.
    ///
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError``.
    public func loadModel(_ name: String) async throws {
        _ = try await embedder.model(named: name)
    }
}
