internal import Crypto
internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeVectorFormats
internal import LookalikeVectors

/// A company's files, opened for reading.
struct CompanySource {
    let folder: VectorFolder
    /// What index_info.json says; empty where there is none.
    let information: [String: JSONValue]
    private let company: String
    /// The metadata row of each vector, by number.
    private let rowNumbers: [Int]
    private let metadataChecksum: String?

    private static let maximumInformation = 1 << 20

    /// - Throws: ``/LookalikeVectorFormats/VectorFormatError``, ``EngineError/storageDamaged(_:)``.
    init(_ company: CompanyFolder) throws {
        self.company = company.company
        folder = try VectorFolder.open(company.path)
        guard folder.kind == .company else {
            throw EngineError.storageDamaged("\(company.path) has the files of another system beside its own")
        }
        rowNumbers = try folder.metadata.rowNumbers(of: folder.table)
        let path = "\(company.path)/\(CompanyFolder.information)"
        if let signature = FileSignature(path: path), signature.size <= Self.maximumInformation {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            information = (try? JSONDecoder().decode([String: JSONValue].self, from: data)) ?? [:]
        } else {
            information = [:]
        }
        // Only folders that Lookalike wrote have checksums; other files need not be read twice.
        metadataChecksum =
            information[CompanyInformation.metadataChecksum] == nil
            ? nil : try Self.checksum(ofFile: "\(company.path)/\(CompanyFolder.metadata)")
    }

    var isOurs: Bool { information[CompanyInformation.preparation]?.stringValue != nil }

    /// Known for folders that Lookalike wrote. The other system applies no orientation and ignores transparency.
    var preparation: ImagePreparation {
        information[CompanyInformation.preparation]?.stringValue.flatMap { ImagePreparation(rawValue: $0) }
            ?? .asImported
    }

    /// Copies the vectors and names, where both exist.
    ///
    /// - Returns: the names by row, where the images may be, and how many invalid vectors were left out.
    /// - Throws: errors of reading and writing; ``EngineError/storageDamaged(_:)`` if the files do not belong
    ///   together.
    func copy(to file: VectorFile, base: String? = nil) throws -> (
        names: ImageNames, roots: [String], skipped: Int
    ) {
        let (table, rows) = (folder.table, folder.metadata.rows)
        let paths = ImagePaths(
            rows, of: isOurs ? nil : company, information: information, base: base)
        var names = ImageNames()
        var hash = Insecure.MD5()
        for block in table.blocks() {
            var values = try table.read(block)
            values.withUnsafeBytes { hash.update(bufferPointer: $0) }
            let whole = Self.finite(&values, dimension: table.dimension)
            let first = names.count
            for position in whole {
                try names.append(paths.path(of: rows[rowNumbers[block.lowerBound + position]]))
            }
            try file.append(ids: (first..<names.count).map(Int64.init), vectors: values)
        }
        try check(vectors: hash.finalize().hexadecimal)
        return (names, paths.roots.map(Engine.absolute), table.count - names.count)
    }

    /// What the metadata says about each vector's image, unchanged, and the image's path below a folder.
    ///
    /// - Parameter base: that folder, as the caller named it, absolute or not.
    /// - Throws: what reading throws.
    func members(below base: String) throws -> [(members: [String: JSONValue], path: String)] {
        let rows = folder.metadata.rows
        let isAbsolute = rows.first?.path?.hasPrefix("/") ?? false
        let paths = ImagePaths(
            rows, of: isOurs ? nil : company, information: information,
            base: isAbsolute ? Engine.absolute(base) : base)
        let data = try Data(contentsOf: URL(fileURLWithPath: folder.metadata.path))
        // If the metadata is not a list of rows, only the paths are kept.
        let stated = (try? JSONDecoder().decode([[String: JSONValue]].self, from: data)) ?? []
        return rowNumbers.map { row in
            (stated.indices.contains(row) ? stated[row] : [:], paths.path(of: rows[row]))
        }
    }

    /// Checks that the vectors and the names belong together, if the folder has checksums: a reader may come between
    /// the replacement of one file and the next.
    func check(vectors: String) throws(EngineError) {
        let stated = information[CompanyInformation.vectorsChecksum]?.stringValue
        let statedMetadata = information[CompanyInformation.metadataChecksum]?.stringValue
        guard stated == nil || stated == vectors, statedMetadata == metadataChecksum else {
            throw .storageDamaged(
                "the files of \(folder.table.path) and beside it are not of one making; 'lookalike generate' makes them anew"
            )
        }
    }

    static func checksum(ofFile path: String) throws -> String {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        return Insecure.MD5.hash(data: data).hexadecimal
    }

    /// Removes vectors with a NaN or an infinity; returns the rows that are left.
    private static func finite(_ values: inout [Float], dimension: Int) -> [Int] {
        let count = values.count / dimension
        let whole = (0..<count).filter { row in
            values[(row * dimension)..<((row + 1) * dimension)].allSatisfy(\.isFinite)
        }
        if whole.count < count {
            values = whole.flatMap { values[($0 * dimension)..<(($0 + 1) * dimension)] }
        }
        return whole
    }
}

/// Members of index_info.json that Lookalike adds to the system's.
enum CompanyInformation {
    static let preparation = "preparation"
    static let vectorsChecksum = "vectors_md5"
    static let metadataChecksum = "metadata_md5"
    /// Which network made the vectors, as ``/LookalikeEmbedding/ModelIdentity`` writes it.
    static let modelIdentity = "model_identity"

    /// The system's name for a model, if it has one; else our own.
    static func theirName(of model: String) -> String {
        model == "mobilenet-v3-large" ? "MobileNetV3-Large" : model
    }

    /// In the system's format: local time without offset, which Python before 3.11 can read.
    static func timestamp(_ date: Date) -> String {
        let parts = Calendar(identifier: .gregorian).dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: date)
        return String(
            format: "%04d-%02d-%02dT%02d:%02d:%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0,
            parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
    }
}

extension Insecure.MD5Digest {
    var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
