import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikeVectorFormats
import LookalikeVectors

struct Export: ServedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a collection's vectors for another tool.",
        usage: """
            lookalike export (--faiss | --npy | --hdf5) <file>
              --collection <name> [options]
            """,
        discussion: """
            Writes two or three more files: FILE.json lists the id, name, attributes and category of each image, \
            in the order of the vectors; FILE.collection.json has the model, metric, index, folder and categories; \
            FILE.images.tar has the uploaded images. 'lookalike import' makes the same collection from them. The \
            images of its folder are not copied.

              lookalike export --faiss shop.bin --collection shop
              lookalike import --faiss shop.bin --metadata shop.bin.json --collection copy
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("A FAISS index: IndexFlatIP or IndexFlatL2.", valueName: "file")) var faiss:
        String?
    @Option(help: ArgumentHelp("A NumPy array.", valueName: "file")) var npy: String?
    @Option(help: ArgumentHelp("An HDF5 file with a dataset 'data'.", valueName: "file")) var hdf5: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The collection.", valueName: "name")) var collection:
        String
    @Flag(help: "Replace existing files.") var force = false
    @Flag(help: "Leave out the uploaded images.") var withoutImages = false

    func validate() throws {
        guard [faiss, npy, hdf5].compactMap({ $0 }).count == 1 else {
            throw ValidationError("Name one file: --faiss, --npy or --hdf5.")
        }
    }

    func run() async throws {
        let engine = try await common.reader()
        let collection = try await engine.collection(named: collection)
        let (path, format): (String, VectorFileFormat) =
            if let faiss { (faiss, .faiss) } else if let npy { (npy, .npy) } else { (hdf5 ?? "", .hdf5) }
        try checkFree(path)
        let (count, damaged) = try await write(collection, engine, to: Terminal.path(path), as: format)
        if damaged > 0 {
            let which =
                damaged == 1
                ? "1 vector of '\(collection.name)' is" : "\(damaged) vectors of '\(collection.name)' are"
            Terminal.complain(
                "\(which) damaged and left out; 'lookalike collections verify \(collection.name)' says which."
            )
        }
        if output.json { return try Terminal.printJSON(["vectors": count, "damaged": damaged]) }
        try Terminal.print("Wrote \(count) vectors to \(path), and what they are of to \(path).json.")
    }

    private func checkFree(_ path: String) throws {
        let list = path + ".json"
        let names = [list, ExportedCollection.path(besideList: list), ExportedUploads.path(besideList: list)]
        for name in force ? [] : names {
            guard FileManager.default.fileExists(atPath: try Terminal.path(name)) else { continue }
            throw CommandFailure("\(name) exists already; --force replaces it.")
        }
    }

    /// - Returns: how many vectors were written, and how many could not be read.
    private func write(
        _ collection: OpenCollection, _ engine: Engine, to path: String, as format: VectorFileFormat
    ) async throws -> (written: Int, damaged: Int) {
        let list = path + ".json"
        let facts = ExportedCollection.path(besideList: list)
        let images = ExportedUploads.path(besideList: list)
        let view = collection.view
        let writer = try VectorTableWriter(
            path, as: format, dimension: collection.record.dimension,
            metric: collection.metric == .l2 ? .euclidean : .innerProduct, replacing: force)
        let categories = engine.categories(in: collection)
        let names = Dictionary(uniqueKeysWithValues: categories.map { ($0.id, $0.name) })
        // FAISS has no cosine; it equals the inner product of vectors of length 1.
        let isNormalised = collection.metric == .cosine && format == .faiss
        let uploads = try ExportedUploadsWriter(images)
        var rows: [ExportedImage] = []
        var damaged = 0
        var last: Int64 = 0
        while true {
            try Task.checkCancellation()
            let page = try await engine.images(in: collection, after: last, limit: 1_000)
            guard let end = page.last else { break }
            last = end.recordID
            let vectors = try await view.vectors(of: page.map(\.recordID))
            for image in page {
                guard let vector = vectors[image.recordID] else {
                    // Broken images have none, nor do images that a server adds in the meantime.
                    if try await view.isDamaged(image.recordID) { damaged += 1 }
                    continue
                }
                let norm = isNormalised ? vector.norm : nil
                try writer.append(norm.map { vector.divided(by: $0) } ?? vector)
                let row = ExportedImage(image, category: image.category.flatMap { names[$0] }, norm: norm)
                rows.append(row)
                guard let hash = row.upload, !withoutImages else { continue }
                do {
                    try uploads.add(try await engine.content(of: image, in: collection), hash: hash)
                } catch let error as EngineError {
                    // Its vector and the rest of it are exported all the same.
                    Terminal.complain("\(error)")
                }
            }
        }
        // From here on it is done to the end.
        try Task.checkCancellation()
        // Removed first, so that no list is ever beside vectors of another export, even after a failure.
        for name in [list, facts, images] { try remove(name) }
        try writer.finish()
        _ = try uploads.finish()
        try encode(rows, to: list)
        try encode(
            ExportedCollection(collection.record, categories: categories, count: rows.count), to: facts)
        return (rows.count, damaged)
    }

    private func remove(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw CommandFailure("\(path) can't be replaced: \(error.localizedDescription)")
        }
    }

    private func encode(_ value: some Encodable, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(value).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure("\(path) can't be written: \(error.localizedDescription)")
        }
    }
}

extension [Float] {
    /// Its length; nil for a zero vector, which has no direction.
    fileprivate var norm: Double? {
        let norm = reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        return norm == 0 ? nil : norm
    }

    fileprivate func divided(by norm: Double) -> [Float] { map { Float(Double($0) / norm) } }
}
