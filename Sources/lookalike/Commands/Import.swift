import ArgumentParser
import Catalogue
import Engine
import Foundation
import JSON
import SystemPackage
import VectorFormats
import Vectors

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take in vectors that another tool made.",
        usage: "lookalike import (--faiss | --npy | --hdf5 | --folder) <path> --collection <name> [options]",
        discussion: """
            A new collection takes vectors alone, of the file's length and metric. The pictures' names come from the \
            metadata file (JSON or CSV); without one they are called by the vectors' ids. Run again, it replaces what \
            has the same name.

              lookalike import --faiss index.bin --metadata metadata.json --collection shop
              lookalike import --npy vectors.npy --collection shop
              lookalike import --folder __generated__ --collection products     what a product catalogue left
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("A FAISS index.", valueName: "file")) var faiss: String?
    @Option(help: ArgumentHelp("A NumPy array.", valueName: "file")) var npy: String?
    @Option(help: ArgumentHelp("An HDF5 file with a dataset 'data'.", valueName: "file")) var hdf5: String?
    @Option(
        help: ArgumentHelp("What a product catalogue or a company of the others left.", valueName: "dir"))
    var folder: String?
    @Option(help: ArgumentHelp("What is known of the vectors: JSON or CSV.", valueName: "file"))
    var metadata: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The collection.", valueName: "name")) var collection:
        String
    @Option(
        help: "How a new collection compares: cosine, inner_product or l2. (default: the file's, else cosine)"
    )
    var metric: Metric?

    func validate() throws {
        guard [faiss, npy, hdf5, folder].compactMap({ $0 }).count == 1 else {
            throw ValidationError("Name one file: --faiss, --npy, --hdf5 or --folder.")
        }
        if folder != nil, metadata != nil {
            throw ValidationError("A folder has its own metadata; leave --metadata out.")
        }
    }

    func run() async throws {
        let source = try source()
        let engine = try await common.engine(purpose: "'lookalike import'")
        let target = try destination(for: source, engine)
        let display = ProgressDisplay("imported")
        let report = try await Interruptible.run(
            stopped: "Stopped. What was imported so far is kept; run it again to go on."
        ) {
            try await source.store(in: target, engine) { display.show($0) }
        }
        display.finish()
        if output.json { return try Terminal.printJSON(report) }
        try Terminal.print(
            "'\(target.name)' has \(target.count) vectors: \(report.added) added, \(report.replaced) replaced."
        )
    }

    private func source() throws -> ImportSource {
        if let folder {
            let found = try VectorFolder.open(folder)
            return try ImportSource(found.table, found.metadata)
        }
        let metadata = try metadata.map { try VectorMetadata.read($0) }
        if let faiss { return try ImportSource(try VectorTable.open(faiss, as: .faiss), metadata) }
        if let npy { return try ImportSource(try VectorTable.open(npy, as: .npy), metadata) }
        return try ImportSource(try VectorTable.open(hdf5 ?? "", as: .hdf5), metadata)
    }

    private func destination(for source: ImportSource, _ engine: Engine) throws -> Collection {
        do {
            let known = try engine.collection(named: collection)
            guard known.record.dimension == source.table.dimension else {
                throw CommandFailure(
                    "\(source.table.path) has vectors of \(source.table.dimension) numbers, those of '\(collection)' have \(known.record.dimension)."
                )
            }
            if let metric, metric != known.metric {
                throw CommandFailure(
                    "'\(collection)' compares by \(known.metric.rawValue) and has to stay so.")
            }
            return known
        } catch EngineError.unknownCollection {
            var options = CollectionOptions(model: .none, metric: metric ?? source.metric)
            options.dimension = source.table.dimension
            return try engine.createCollection(named: collection, options)
        }
    }
}

/// Vectors of a file, and what is known of them.
private struct ImportSource: Sendable {
    let table: VectorTable
    private let metadata: VectorMetadata?
    /// For each vector the row of the metadata.
    private let rows: [Int]

    init(_ table: VectorTable, _ metadata: VectorMetadata?) throws {
        self.table = table
        self.metadata = metadata
        rows = try metadata?.rowNumbers(of: table) ?? []
    }

    var metric: Metric {
        switch table.metric {
        case .innerProduct: .innerProduct
        case .euclidean: .l2
        case .unknown: .cosine
        }
    }

    /// - Parameter progress: is told how far it is.
    func store(
        in collection: Collection, _ engine: Engine, progress: @escaping @Sendable (Job.Progress) -> Void
    ) async throws -> VectorImportReport {
        var report = VectorImportReport()
        var meter = ProgressMeter(total: table.count, begin: .now)
        for block in table.blocks(bytes: 8 << 20) {
            try Task.checkCancellation()
            let values = try table.read(block)
            let images = block.map { image($0, values, from: block.lowerBound) }
            for outcome in try await engine.add(vectors: images, in: collection) {
                if outcome.isNew { report.added += 1 } else { report.replaced += 1 }
            }
            meter.done = block.upperBound
            progress(meter.progress(at: .now))
        }
        return report
    }

    private func image(_ i: Int, _ values: [Float], from first: Int) -> VectorImage {
        let start = (i - first) * table.dimension
        let row = metadata?.rows[rows[i]]
        let id = table.ids?[i] ?? Int64(i)
        var image = VectorImage(
            key: row?.path ?? row?.key ?? "\(id)", vector: Array(values[start..<start + table.dimension]),
            name: row?.filename ?? row?.path.map { FilePath($0).lastComponent?.string ?? "" },
            attributes: row?.attributes)
        image.path = row?.path
        return image
    }
}

private struct VectorImportReport: Encodable {
    var added = 0
    var replaced = 0
}
