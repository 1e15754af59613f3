internal import Foundation
internal import LookalikeCatalogue
internal import SystemPackage

/// The folder of one company, as the multi-tenant system writes it.
struct CompanyFolder: Sendable, Hashable {
    static let vectors = "faiss_index.bin"
    static let metadata = "metadata.json"
    static let information = "index_info.json"
    /// A suffix that the system sometimes adds to a company's name.
    static let suffix = "_embeddings"

    let company: String
    let path: String

    /// A folder anywhere, named after itself.
    init(at path: String) {
        let absolute = Engine.absolute(path)
        self.path = path
        company = Self.company(ofFolder: FilePath(absolute).lastComponent?.string ?? "")
    }

    fileprivate init(company: String, path: String) {
        (self.company, self.path) = (company, path)
    }

    /// The name without the suffix.
    static func company(ofFolder name: String) -> String {
        name.hasSuffix(suffix) && name != suffix ? String(name.dropLast(suffix.count)) : name
    }

    /// Whether a folder has the files that make it a company.
    static func isCompany(_ path: String) -> Bool {
        [vectors, metadata].allSatisfy { FileSignature(path: "\(path)/\($0)") != nil }
    }
}

/// The folder with one folder per company.
struct CompanyShelf: Sendable {
    let path: String

    /// All companies, by name. A folder `X_embeddings` is the company X, unless X has a folder of its own.
    ///
    /// - Throws: ``EngineError/folderUnreadable(path:detail:)``; no shelf is an empty one.
    func folders() throws(EngineError) -> [CompanyFolder] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw .folderUnreadable(path: path, detail: "it may not be read, or is no folder")
        }
        let found = Set(names.filter { CompanyName.isValid($0) && CompanyFolder.isCompany("\(path)/\($0)") })
        return found.map { name in
            let short = CompanyFolder.company(ofFolder: name)
            return CompanyFolder(company: found.contains(short) ? name : short, path: "\(path)/\(name)")
        }.sorted { $0.company.utf8.lexicographicallyPrecedes($1.company.utf8) }
    }

    /// The folder of a company, by the company's name or the folder's. Nil for names that lead out of the shelf.
    func folder(of company: String) -> CompanyFolder? {
        guard CompanyName.isValid(company) else { return nil }
        if isCompany(company) {
            let short = CompanyFolder.company(ofFolder: company)
            return CompanyFolder(
                company: isCompany(short) ? company : short, path: "\(path)/\(company)")
        }
        let long = company + CompanyFolder.suffix
        return isCompany(long) ? CompanyFolder(company: company, path: "\(path)/\(long)") : nil
    }

    private func isCompany(_ name: String) -> Bool {
        CompanyName.isValid(name) && CompanyFolder.isCompany("\(path)/\(name)")
    }
}
