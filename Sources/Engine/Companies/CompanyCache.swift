internal import Crypto
internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectorFormats
internal import LookalikeVectors

/// Caches companies' folders in a form that can be mapped at once: exact copies of the vectors with their byte codes.
/// The folders' own files are never mapped, because another program may truncate them at any time.
///
/// Each company has a cache folder named after the hash of its folder's path. It has a vector file with a unique
/// name, and `company`, which says which vector file is in use and from which source files it was made. `company` is
/// replaced last, in one step; a crash or a concurrent process leaves one unused file at worst. The cache may be
/// deleted at any time.
struct CompanyCache: Sendable {
    let path: String
    /// The root of the images, if given by the caller.
    var base: String?

    /// The cached copy of a company.
    ///
    /// - Returns: nil if there is none, or if it was made from other files.
    func known(_ company: CompanyFolder, _ signature: CompanySignature) -> OpenCompany? {
        kept(company) { $0.signature.isSettled && $0.signature.isLike(signature) }
    }

    /// The cached copy of a company, even if its files have changed.
    func last(_ company: CompanyFolder) -> OpenCompany? { kept(company) { _ in true } }

    private func kept(_ company: CompanyFolder, where isWanted: (CompanyFacts) -> Bool) -> OpenCompany? {
        let place = place(of: company)
        guard let (facts, names) = CompanyRecordFile.read("\(place)/company"), isWanted(facts),
            !facts.vectors.contains("/"),
            let file = try? VectorFile.open(at: "\(place)/\(facts.vectors)", access: .readOnly),
            "\(file.identity)" == facts.identity, file.rowCount == facts.count,
            file.dimension == facts.dimension
        else { return nil }
        return try? OpenCompany(company, facts, names, file)
    }

    /// Reads a company's files and caches them.
    ///
    /// - Throws: ``EngineError/storageDamaged(_:)``, ``EngineError/storageFull``,
    ///   ``EngineError/unknownCollection(_:)`` where they are gone.
    func read(_ company: CompanyFolder) throws -> OpenCompany {
        do {
            // If the files change while they are read, they are read again.
            for _ in 0..<5 {
                guard let before = CompanySignature(of: company) else { break }
                let result = Result { try copy(company, before) }
                guard let after = CompanySignature(of: company) else { break }
                if after.isLike(before) { return try result.get() }
            }
            guard CompanySignature(of: company) != nil else {
                throw EngineError.unknownCollection(company.company)
            }
            throw EngineError.storageDamaged("the files of \(company.path) are being written")
        } catch let error as VectorFormatError {
            throw EngineError.storageDamaged("\(error)")
        } catch let error as VectorFileError {
            if case .system(_, _, ENOSPC) = error { throw EngineError.storageFull }
            throw EngineError.storageDamaged("\(error)")
        } catch let failure as DurableFile.Failure {
            throw EngineError(failure)
        } catch let error as CocoaError {
            throw EngineError.storageDamaged("\(company.path): \(error.localizedDescription)")
        }
    }

    private func copy(_ company: CompanyFolder, _ signature: CompanySignature) throws -> OpenCompany {
        let source = try CompanySource(company)
        let place = place(of: company)
        try DurableFile.makeFolder(place)
        let name = "\(UUID().uuidString).lkv"
        let path = "\(place)/\(name)"
        let file = try VectorFile.create(at: path, dimension: source.folder.table.dimension)
        do {
            let (names, roots, skipped) = try source.copy(to: file, base: base)
            try file.sync()
            let facts = CompanyFacts(
                signature: signature, vectors: name, identity: "\(file.identity)", count: names.count,
                dimension: file.dimension,
                statedModel: source.folder.model, preparation: source.preparation.rawValue,
                information: source.information, roots: roots, skipped: skipped)
            let open = try OpenCompany(company, facts, names, file)
            try publish(try CompanyRecordFile.bytes(facts, names), in: place)
            removeOthers(than: name, in: place)
            return open
        } catch {
            try? VectorFile.remove(at: path)
            throw error
        }
    }

    private func publish(_ bytes: [UInt8], in place: String) throws(DurableFile.Failure) {
        let temporary = "\(place)/company-\(UUID().uuidString)"
        do throws(DurableFile.Failure) {
            try DurableFile.begin(bytes, at: temporary)
            guard rename(temporary, "\(place)/company") == 0 else {
                throw DurableFile.Failure(path: place, code: errno)
            }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Removes earlier vector files; processes that have mapped one can still use it.
    private func removeOthers(than name: String, in place: String) {
        for other in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        where other.hasSuffix(".lkv") && other != name {
            try? VectorFile.remove(at: "\(place)/\(other)")
        }
    }

    /// Removes the cached copy of a company.
    func forget(_ company: CompanyFolder) {
        try? FileManager.default.removeItem(atPath: place(of: company))
    }

    private func place(of company: CompanyFolder) -> String {
        let key = [Engine.absolute(company.path), base].compactMap { $0 }.joined(separator: "\u{0}")
        return "\(path)/\(Insecure.MD5.hash(data: Array(key.utf8)).hexadecimal)"
    }
}
