public import LookalikeJSON

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A folder in which one of the replaced systems keeps its vectors and their metadata.
public struct VectorFolder: Sendable {
    /// Which system's folder it is, by its files' names.
    public enum Kind: String, Sendable {
        /// System 1: `products_feature.h5`, `products_fields.csv`, `processed_images.json`.
        case productCatalogue
        /// System 4: `faiss_index.bin` or `embeddings.npy`, `metadata.json`, `index_info.json`.
        case company
    }

    /// Which system's folder it is.
    public let kind: Kind
    /// The vectors; their numbers are not read yet.
    public let table: VectorTable
    /// Metadata of the images; `rowNumbers(of: table)` works.
    public let metadata: VectorMetadata
    /// The model that made the vectors, if the folder says.
    public let model: String?
    /// The contents of system 4's `index_info.json`.
    public var information: [String: JSONValue] = [:]
    /// A problem with an informative file; the vectors and their metadata are intact.
    public var problem: String?

    /// Opens such a folder, or one that contains system 1's `__generated__`.
    ///
    /// - Throws: `disagreement` if its files contradict each other, for example after a crash.
    public static func open(_ path: String) throws(VectorFormatError) -> VectorFolder {
        for folder in [path, path + "/__generated__"] where exists(folder + "/products_feature.h5") {
            return try productCatalogue(folder)
        }
        if exists(path + "/metadata.json") {
            for name in ["faiss_index.bin", "embeddings.npy"] where exists(path + "/" + name) {
                return try company(path, vectors: path + "/" + name)
            }
        }
        throw .unrecognised(
            path: path,
            expected: "a folder with products_feature.h5 and products_fields.csv, "
                + "or with faiss_index.bin and metadata.json")
    }

    private static func productCatalogue(_ folder: String) throws(VectorFormatError) -> VectorFolder {
        let table = try VectorTable.open(folder + "/products_feature.h5", as: .hdf5)
        var metadata = try VectorMetadata.read(folder + "/products_fields.csv")
        _ = try metadata.rowNumbers(of: table)
        let tracking = folder + "/processed_images.json"
        if exists(tracking) { metadata.addAttributes(of: try VectorMetadata.read(tracking)) }
        return VectorFolder(kind: .productCatalogue, table: table, metadata: metadata, model: nil)
    }

    private static func company(
        _ folder: String, vectors: String
    ) throws(VectorFormatError) -> VectorFolder {
        let table = try VectorTable.open(vectors)
        var metadata = try VectorMetadata.read(folder + "/metadata.json")
        metadata.linkByIndex(to: table)
        _ = try metadata.rowNumbers(of: table)
        let information = folder + "/index_info.json"
        let metric = table.otherMetric.map {
            "\(vectors) compares by \($0): its images are compared by the cosine here."
        }
        guard exists(information) else {
            return VectorFolder(
                kind: .company, table: table, metadata: metadata, model: nil, problem: metric)
        }
        do {
            let stated = try JSONRows.object(information)
            var result = VectorFolder(
                kind: .company, table: table, metadata: metadata, model: stated["model"]?.stringValue,
                information: stated, problem: metric)
            for (name, found) in [("total_images", table.count), ("embedding_dimension", table.dimension)] {
                guard let value = stated[name]?.intValue, value != found else { continue }
                result.problem = "\(information): its \(name) is \(value), but \(vectors) has \(found)."
            }
            return result
        } catch {
            return VectorFolder(
                kind: .company, table: table, metadata: metadata, model: nil, problem: "\(error)")
        }
    }

    private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

extension VectorMetadata {
    /// System 4 numbers its rows by `index`: if these are the positions of all vectors, they link rows and vectors.
    fileprivate mutating func linkByIndex(to table: VectorTable) {
        guard table.ids == nil, rows.count == table.count else { return }
        let places = rows.map { $0.attributes["index"]?.intValue ?? -1 }
        guard Set(places) == Set(rows.indices) else { return }
        for (row, place) in places.enumerated() { rows[row].vector = .vector(Int64(place)) }
    }

    /// Adds what another file has about the same paths.
    fileprivate mutating func addAttributes(of other: VectorMetadata) {
        let byPath = Dictionary(
            other.rows.compactMap { row in row.path.map { ($0, row) } },
            uniquingKeysWith: { first, _ in first })
        for index in rows.indices {
            guard let path = rows[index].path, let row = byPath[path] else { continue }
            rows[index].attributes.merge(row.attributes) { own, _ in own }
            if rows[index].filename == nil { rows[index].filename = row.filename }
        }
    }
}
