internal import Catalogue
internal import Crypto
internal import Embedding
internal import Foundation
internal import JSON
internal import VectorFormats

/// A company's folder as it is, made by `CompanyGeneration` or by system 4's own program: which of its vectors can be kept.
struct PreviousCompany {
    /// How its pictures became pixels.
    let preparation: PicturePreparation
    private let table: VectorTable
    /// In the order of the vectors.
    private let rows: [CompanyRow]
    private let numbers: [String: Int]
    /// When the other program wrote the vectors, in nanoseconds since 1970; nil of our own folders, whose rows say it.
    private let written: Int64?

    struct Kept {
        let file: FolderScan.File
        let row: Int
    }

    /// - Parameters:
    ///   - input: the folder of pictures.
    ///   - model: the one that is to have made the vectors; another network of its name did not.
    ///   - assumed: the model of a folder that does not say its own.
    /// - Returns: nil where there is none, or its files are damaged, not of one making, or of another model.
    init?(_ folder: String, of input: String, model: LoadedModel, assumed: String?) {
        let name = model.manifest.name
        let path = "\(folder)/\(CompanyFolder.vectors)"
        // What can't be read is made anew.
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

    /// The files that did not change, in the order of their rows.
    func rows(of files: [FolderScan.File]) -> [Kept] {
        files.compactMap { file in
            guard let row = numbers[file.path], isUnchanged(file, since: rows[row]) else { return nil }
            return Kept(file: file, row: row)
        }.sorted { $0.row < $1.row }
    }

    /// Whether the folder holds exactly these, in the form in which they would be written again.
    ///
    /// - Parameters:
    ///   - input: the folder of pictures.
    ///   - output: the company's folder.
    func isAsWritten(_ kept: [Kept], of input: String, in output: String) -> Bool {
        guard written == nil, kept.count == rows.count else { return false }
        let (root, company) = (Engine.absolute(input), CompanyFolder(at: output).company)
        return kept.allSatisfy { kept in
            let row = CompanyRow(kept.file, root: root, company: company, old: rows[kept.row])
            return row.isSame(as: rows[kept.row])
        }
    }

    /// By what our own rows say of the file. The other program's say its size only: then it must be older than the
    /// vectors, too.
    private func isUnchanged(_ file: FolderScan.File, since row: CompanyRow) -> Bool {
        if let signature = row.signature { return signature == file.signature }
        guard let written, file.signature.modified <= written else { return false }
        if let size = row.size { return size == file.signature.size }
        // 0 of a file that may still change unseen.
        return file.signature.changed != 0 && file.signature.changed <= written
    }

    /// - Throws: ``/VectorFormats/VectorFormatError``, and what the draft throws.
    func copy(_ kept: [Kept], to draft: CompanyDraft) throws {
        var start = 0
        while start < kept.count {
            // Rows that follow each other, a few megabytes at once.
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
    /// Whether a network made the vectors, as far as the folder says which did.
    fileprivate func isMade(by model: LoadedModel) -> Bool {
        guard let text = information[CompanyInformation.modelIdentity]?.stringValue,
            let identity = ModelIdentity(text: text)
        else { return true }
        return model.identity.makesVectors(of: identity)
    }

    /// The row of each vector's picture, with its path below the folder of pictures; nil where one has none.
    ///
    /// - Parameter input: that folder, as it was named.
    fileprivate func companyRows(_ input: String) -> [CompanyRow]? {
        // What can't be read is made anew.
        guard let found = try? members(below: input) else { return nil }
        let rows = found.compactMap { members, path in
            let names = ["relative_path", "fullPath"]
            let isSaid = names.contains { members[$0]?.stringValue?.isEmpty == false }
            return CompanyRow(isSaid ? members : members.merging(["relative_path": .string(path)]) { $1 })
        }
        return rows.count == found.count ? rows : nil
    }
}
