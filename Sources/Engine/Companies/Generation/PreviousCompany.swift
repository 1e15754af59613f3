internal import Catalogue
internal import Crypto
internal import Foundation
internal import JSON
internal import VectorFormats

/// A company's folder as `CompanyGeneration` left it before: which of its vectors can be kept.
struct PreviousCompany {
    private let table: VectorTable
    private let rows: [CompanyRow]
    private let numbers: [String: Int]

    struct Kept {
        let file: FolderScan.File
        let row: Int
    }

    /// - Returns: nil where there is none, or its files are damaged, not of one making, or of another model.
    init?(_ folder: String, model: String) {
        let path = "\(folder)/\(CompanyFolder.metadata)"
        guard let source = try? CompanySource(CompanyFolder(at: folder)), source.folder.model == model,
            source.preparation == .standard, source.folder.table.ids == nil,
            let vectors = try? Self.checksum(of: source.folder.table),
            source.information[CompanyInformation.vectorsChecksum]?.stringValue == vectors,
            source.information[CompanyInformation.metadataChecksum] != nil,
            (try? source.check(vectors: vectors)) != nil,
            let data = FileManager.default.contents(atPath: path),
            let rows = try? JSONDecoder().decode([CompanyRow].self, from: data),
            rows.count == source.folder.table.count
        else { return nil }
        table = source.folder.table
        self.rows = rows
        numbers = Dictionary(
            zip(rows.map(\.fullPath), rows.indices), uniquingKeysWith: { first, _ in first })
    }

    var count: Int { rows.count }

    func has(_ path: String) -> Bool { numbers[path] != nil }

    /// The files that did not change, in the order of their rows.
    func rows(of files: [FolderScan.File]) -> [Kept] {
        files.compactMap { file in
            guard let row = numbers[file.path], rows[row].signature == file.signature else { return nil }
            return Kept(file: file, row: row)
        }.sorted { $0.row < $1.row }
    }

    /// - Throws: ``/VectorFormats/VectorFormatError``, and what the draft throws.
    func copy(_ kept: [Kept], to draft: CompanyDraft) throws {
        var start = 0
        while start < kept.count {
            // Rows that follow each other, a few megabytes at once.
            var end = start + 1
            while end < kept.count, kept[end].row == kept[end - 1].row + 1, end - start < 1_000 { end += 1 }
            let values = try table.read(kept[start].row..<(kept[end - 1].row + 1))
            try draft.append(kept[start..<end].map { rows[$0.row] }, values)
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
