internal import Crypto
internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeJSON
internal import LookalikeVectorFormats

/// The present state of a company's folder, written by `CompanyGeneration` or by the multi-tenant system: which
/// vectors can be kept.
struct PreviousCompany {
    /// How its images became pixels.
    let preparation: ImagePreparation
    private let table: VectorTable
    /// In the order of the vectors.
    private let rows: [CompanyRow]
    private let numbers: [String: Int]
    /// When the other program wrote the vectors, in nanoseconds since 1970; nil for our own folders, whose rows have
    /// the times.
    private let written: Int64?

    struct Kept {
        let file: FolderScan.File
        let row: Int
    }

    /// - Parameters:
    ///   - input: the folder of images.
    ///   - model: the model that must have made the vectors, by identity.
    ///   - assumed: the model of a folder that does not name one.
    /// - Returns: nil if there is none, or if its files are damaged, do not belong together, or are of another model.
    init?(_ folder: String, of input: String, model: LoadedModel, assumed: String?) {
        let name = model.manifest.name
        let path = "\(folder)/\(CompanyFolder.vectors)"
        // Unreadable folders are generated again.
        guard let source = try? CompanySource(CompanyFolder(at: folder)), source.folder.table.path == path,
            let stated = source.folder.model ?? assumed,
            CompanyModel.name(stated, known: [name]) == name, source.folder.table.ids == nil,
            source.folder.table.dimension == model.manifest.dimension, source.isMade(by: model),
            let rows = source.companyRows(input),
            let signature = FileSignature(path: path)
        else { return nil }
        if source.isOurs {
            guard let vectors = try? Self.checksum(of: source.folder.table),
                source.information[CompanyInformation.vectorsChecksum]?.stringValue == vectors,
                source.information[CompanyInformation.metadataChecksum] != nil,
                (try? source.check(vectors: vectors)) != nil
            else { return nil }
        }
        preparation = source.preparation
        table = source.folder.table
        written = source.isOurs ? nil : signature.modified
        self.rows = rows
        numbers = Dictionary(
            zip(rows.map(\.path), rows.indices), uniquingKeysWith: { first, _ in first })
    }

    var count: Int { rows.count }

    func has(_ path: String) -> Bool { numbers[path] != nil }

    subscript(path: String) -> CompanyRow? { numbers[path].map { rows[$0] } }

    /// The unchanged files, in the order of their rows.
    func rows(of files: [FolderScan.File]) -> [Kept] {
        files.compactMap { file in
            guard let row = numbers[file.path], isUnchanged(file, since: rows[row]) else { return nil }
            return Kept(file: file, row: row)
        }.sorted { $0.row < $1.row }
    }

    /// Whether the folder has exactly these files, in the form in which they would be written.
    ///
    /// - Parameters:
    ///   - input: the folder of images.
    ///   - output: the company's folder.
    func isAsWritten(_ kept: [Kept], of input: String, in output: String) -> Bool {
        guard written == nil, kept.count == rows.count else { return false }
        let (root, company) = (Engine.absolute(input), CompanyFolder(at: output).company)
        return kept.allSatisfy { kept in
            let row = CompanyRow(kept.file, root: root, company: company, old: rows[kept.row])
            return row.isSame(as: rows[kept.row])
        }
    }

    /// Compares with what our rows record about the file. The other program's rows only have its size; then the file
    /// must also be older than the vectors.
    private func isUnchanged(_ file: FolderScan.File, since row: CompanyRow) -> Bool {
        if let signature = row.signature { return signature == file.signature }
        guard let written, file.signature.modified <= written else { return false }
        if let size = row.size { return size == file.signature.size }
        // 0 means that the file may still change unnoticed.
        return file.signature.changed != 0 && file.signature.changed <= written
    }

    /// - Throws: ``/LookalikeVectorFormats/VectorFormatError``, and what the draft throws.
    func copy(_ kept: [Kept], to draft: CompanyDraft) throws {
        var start = 0
        while start < kept.count {
            // Consecutive rows, a few megabytes at a time.
            var end = start + 1
            while end < kept.count, kept[end].row == kept[end - 1].row + 1, end - start < 1_000 { end += 1 }
            let values = try table.read(kept[start].row..<(kept[end - 1].row + 1))
            try draft.append(kept[start..<end].map { ($0.file, rows[$0.row]) }, values)
            start = end
        }
    }

    private static func checksum(of table: VectorTable) throws -> String {
        var hash = Insecure.MD5()
        for block in table.blocks() {
            try table.read(block).withUnsafeBytes { hash.update(bufferPointer: $0) }
        }
        return hash.finalize().hexadecimal
    }
}

extension CompanySource {
    /// Whether this model made the vectors, as far as the folder says.
    fileprivate func isMade(by model: LoadedModel) -> Bool {
        guard let text = information[CompanyInformation.modelIdentity]?.stringValue,
            let identity = ModelIdentity(text: text)
        else { return true }
        return model.identity.makesVectors(of: identity)
    }

    /// The row of each vector's image, with its path below the folder of images; nil if a vector has none.
    ///
    /// - Parameter input: that folder, as the caller named it.
    fileprivate func companyRows(_ input: String) -> [CompanyRow]? {
        // Unreadable folders are generated again.
        guard let found = try? members(below: input) else { return nil }
        let rows = found.compactMap { members, path in
            let names = ["relative_path", "fullPath"]
            let isSaid = names.contains { members[$0]?.stringValue?.isEmpty == false }
            return CompanyRow(isSaid ? members : members.merging(["relative_path": .string(path)]) { $1 })
        }
        return rows.count == found.count ? rows : nil
    }
}
