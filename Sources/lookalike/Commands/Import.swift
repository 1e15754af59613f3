import ArgumentParser
import Catalogue
import Embedding
import Engine
import Foundation
import JSON
import Pictures
import Server
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
              lookalike import --folder embeddings_old --company AOF            what a single-tenant system left
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
    @Option(name: .shortAndLong, help: ArgumentHelp("The collection.", valueName: "name"))
    var collection: String?
    @Option(
        help: ArgumentHelp("Copy a company's folder to LOOKALIKE_COMPANIES_DIR instead.", valueName: "name"))
    var company: String?
    @Option(
        help: ArgumentHelp(
            "The model that made the vectors, for searches by picture; a company's folder says it itself.",
            valueName: "name"))
    var model: String?
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
        guard (collection == nil) != (company == nil) else {
            throw ValidationError("Name a --collection, or a --company.")
        }
        if company != nil, folder == nil || model != nil || metric != nil {
            throw ValidationError("A --company takes its folder as it is: --folder, and nothing else.")
        }
    }

    func run() async throws {
        if let company { return try await takeOver(company) }
        let source = try await source()
        let engine = try await common.engine(purpose: "'lookalike import'")
        let target = try await destination(for: source, named: collection ?? "", engine)
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
        if report.changed > 0 {
            Terminal.note(
                "\(report.changed) pictures have changed since, or lie elsewhere: the next sync embeds what is there."
            )
        }
        if report.missing > 0 {
            Terminal.complain(
                "\(report.missing) pictures are not in \(source.directory ?? "the folder"): the next sync takes them away, set LOOKALIKE_PRODUCTS_DIR before"
            )
        }
    }

    private func takeOver(_ company: String) async throws {
        // `validate` has seen to the folder.
        let path = try await common.withCompanies { try await $0.takeOver(folder ?? "", as: company) }
        if output.json { return try Terminal.printJSON(["company": company, "folder": path]) }
        try Terminal.print("The company '\(company)' has the folder \(path).")
    }

    private func source() async throws -> ImportSource {
        if let folder { return try await source(in: try VectorFolder.open(folder)) }
        let metadata = try metadata.map { try VectorMetadata.read($0) }
        let table =
            if let faiss { try VectorTable.open(faiss, as: .faiss) } else if let npy {
                try VectorTable.open(npy, as: .npy)
            } else { try VectorTable.open(hdf5 ?? "", as: .hdf5) }
        return try ImportSource(table, metadata, model: model)
    }

    /// Its model is the one that it says, else that of its system.
    private func source(in folder: VectorFolder) async throws -> ImportSource {
        if let problem = folder.problem { Terminal.complain(problem) }
        let settings = try await common.settings()
        var source: ImportSource
        switch folder.kind {
        case .company:
            source = try ImportSource(
                folder.table, folder.metadata, model: model ?? folder.model ?? settings.companies().model)
        case .productCatalogue:
            let products = try settings.server(host: nil, ports: nil).products
            source = try ImportSource(
                folder.table, folder.metadata,
                model: model ?? products.model ?? ProductCatalogueConfiguration.contractModel)
            let limit = try settings.engine(dataDirectory: common.dataDir).limits.maximumBytes
            source.products = try ProductFiles(
                folder.metadata, directory: products.directory, limit: limit)
            source.directory = products.directory
        }
        source.preparation = .asImported
        return source
    }

    private func model(of source: ImportSource, _ engine: Engine) async throws -> String? {
        let installed = engine.embedder.library.scan().models.map(\.manifest.name)
        return source.model(known: installed + [try await common.settings().companies().model])
    }

    private func destination(
        for source: ImportSource, named collection: String, _ engine: Engine
    ) async throws -> Collection {
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
            if let stated = try await model(of: source, engine), stated != known.record.model {
                throw CommandFailure(
                    "'\(collection)' has vectors of \(known.record.model.map { "the model '\($0)'" } ?? "no model"), these are of '\(stated)': two models are never mixed."
                )
            }
            return known
        } catch EngineError.unknownCollection {
            let installed = engine.embedder.library.scan().models.map(\.manifest.name)
            let model = try await model(of: source, engine)
            if let model, !installed.contains(model) {
                Terminal.complain(
                    "the model '\(model)' that made the vectors is not installed: until it is, nothing can be searched by picture, or added, here"
                )
            }
            var options = CollectionOptions(
                model: model.map { .named($0) } ?? .none, metric: metric ?? source.metric)
            options.dimension = model.map(installed.contains) == true ? nil : source.table.dimension
            options.preparation = source.preparation
            options.directory = source.directory
            return try engine.createCollection(named: collection, options)
        }
    }
}
