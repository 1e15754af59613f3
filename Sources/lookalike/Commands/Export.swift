import ArgumentParser
import Catalogue
import Engine
import Foundation
import JSON
import VectorFormats
import Vectors

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a collection's vectors for another tool.",
        usage: "lookalike export (--faiss | --npy | --hdf5) <file> --collection <name> [options]",
        discussion: """
            Beside the file goes a list, FILE.json: the id, name and attributes of each vector's picture, in the same \
            order. 'lookalike import' takes both.

              lookalike export --faiss shop.bin --collection shop
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("A FAISS index: IndexFlatIP or IndexFlatL2.", valueName: "file")) var faiss:
        String?
    @Option(help: ArgumentHelp("A NumPy array.", valueName: "file")) var npy: String?
    @Option(help: ArgumentHelp("An HDF5 file with a dataset 'data'.", valueName: "file")) var hdf5: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The collection.", valueName: "name")) var collection:
        String
    @Flag(help: "Replace files of these names.") var force = false

    func validate() throws {
        guard [faiss, npy, hdf5].compactMap({ $0 }).count == 1 else {
            throw ValidationError("Name one file: --faiss, --npy or --hdf5.")
        }
    }

    func run() async throws {
        let engine = try await common.reader()
        let collection = try engine.collection(named: collection)
        let (path, format): (String, VectorFileFormat) =
            if let faiss { (faiss, .faiss) } else if let npy { (npy, .npy) } else { (hdf5 ?? "", .hdf5) }
        let count = try write(collection, engine, to: path, as: format)
        if output.json { return try Terminal.printJSON(["vectors": count]) }
        try Terminal.print("Wrote \(count) vectors to \(path), and what they are of to \(path).json.")
    }

    private func write(
        _ collection: Collection, _ engine: Engine, to path: String, as format: VectorFileFormat
    ) throws -> Int {
        let list = path + ".json"
        guard force || !FileManager.default.fileExists(atPath: list) else {
            throw CommandFailure("\(list) exists already; --force replaces it.")
        }
        let index = collection.index
        let writer = try VectorTableWriter(
            path, as: format, dimension: collection.record.dimension,
            metric: collection.metric == .l2 ? .euclidean : .innerProduct, replacing: force)
        var rows: [ExportedRow] = []
        var last: Int64 = 0
        while true {
            let images = try engine.images(in: collection, after: last, limit: 1_000)
            guard let end = images.last else { break }
            last = end.id
            for image in images {
                // Broken pictures have none.
                guard let vector = index.vector(of: image.id) else { continue }
                // FAISS knows no cosine: the inner product of vectors of length 1 is it.
                try writer.append(
                    collection.metric == .cosine && format == .faiss ? vector.normalised : vector)
                rows.append(ExportedRow(image))
            }
        }
        try writer.finish()
        try JSONEncoder().encode(rows).write(to: URL(fileURLWithPath: list), options: .atomic)
        return rows.count
    }
}

/// What the list says of a vector.
private struct ExportedRow: Encodable {
    let id: String
    let path: String?
    let filename: String
    let attributes: [String: JSONValue]

    init(_ image: ImageRecord) {
        (id, path, filename, attributes) = (image.key, image.path, image.name, image.attributes)
    }
}

extension [Float] {
    /// Of length 1; a zero vector stays one.
    fileprivate var normalised: [Float] {
        let norm = reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        return norm == 0 ? self : map { Float(Double($0) / norm) }
    }
}
