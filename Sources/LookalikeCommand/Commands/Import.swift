import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeJSON
import LookalikePictures
import LookalikeServer
import LookalikeVectorFormats
import LookalikeVectors

struct Import: ServedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take in vectors that another tool made.",
        usage: """
            lookalike import (--faiss | --npy | --hdf5 | --folder) <path>
              --collection <name> [options]
            """,
        discussion: """
            A new collection takes only vectors, with the file's dimension and metric. Ids, names and attributes \
            come from the metadata file (JSON, CSV, or a PostgreSQL table); without it, the file's vector ids are \
            used. Vectors are matched to metadata by a column faiss_index, or else by order or by the ids in the \
            file. A vector or row without a match is skipped and reported. When run again, it replaces images with \
            the same id.

              lookalike import --faiss index.bin --metadata metadata.json -c shop
              lookalike import --faiss image_index.faiss --metadata images.csv -c events
              lookalike import --npy vectors.npy -c shop
              lookalike import --folder __generated__ -c products     a product catalogue
              lookalike import --folder embeddings_old --company AOF  a single-tenant one
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("A FAISS index.", valueName: "file")) var faiss: String?
    @Option(help: ArgumentHelp("A NumPy array.", valueName: "file")) var npy: String?
    @Option(help: ArgumentHelp("An HDF5 file with a dataset 'data'.", valueName: "file")) var hdf5: String?
    @Option(
        help: ArgumentHelp("A folder of a product catalogue or of a company.", valueName: "dir"))
    var folder: String?
    @Option(help: ArgumentHelp("Metadata of the vectors: JSON or CSV.", valueName: "file"))
    var metadata: String?
    @Option(
        help: ArgumentHelp(
            "The columns of a --metadata table without a header, comma-separated.", valueName: "names"))
    var columns: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The collection.", valueName: "name"))
    var collection: String?
    @Option(
        help: ArgumentHelp("Copy a company's folder to LOOKALIKE_COMPANIES_DIR instead.", valueName: "name"))
    var company: String?
    @Option(
        help: ArgumentHelp(
            "The model that made the vectors, for searches by image; a company's folder names its own.",
            valueName: "name"))
    var model: String?
    @Option(
        help:
            "The metric of a new collection: cosine, inner_product or l2. (default: as exported; cosine for collections of the five systems; else the file's or cosine)"
    )
    var metric: Metric?

    func validate() throws {
        guard [faiss, npy, hdf5, folder].compactMap({ $0 }).count == 1 else {
            throw ValidationError("Name one file: --faiss, --npy, --hdf5 or --folder.")
        }
        if columns != nil, metadata == nil {
            throw ValidationError("--columns goes with --metadata.")
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

    /// A company's folder is none of the data folder's.
    var usesDataFolder: Bool { company == nil }

    func run() async throws {
        if let company { return try await takeOver(company) }
        let source = try await source()
        let engine = try await common.engine(purpose: "'lookalike import'")
        let target = try await ImportTarget(source, collection ?? "", metric, try await common.settings())
            .collection(engine)
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
        for problem in report.problems { Terminal.note("Left out: \(problem).") }
        if report.changed > 0 {
            Terminal.note(
                "\(report.changed) images have changed since, or lie elsewhere: the next sync embeds what is there."
            )
        }
        if report.missing > 0 {
            Terminal.complain(
                "\(report.missing) images are not in \(source.directory ?? "the folder"): the next sync takes them away, set LOOKALIKE_PRODUCTS_DIR before"
            )
        }
    }

    private func takeOver(_ company: String) async throws {
        // `validate` has checked the folder.
        let path = try await common.withCompanies { try await $0.takeOver(folder ?? "", as: company) }
        if output.json { return try Terminal.printJSON(["company": company, "folder": path]) }
        try Terminal.print("The company '\(company)' has the folder \(path).")
    }

    private func source() async throws -> ImportSource {
        if let folder {
            let path = try Terminal.path(folder)
            try ServedMetadata.check(folder: path)
            return try await source(in: try VectorFolder.open(path))
        }
        let (faiss, npy, hdf5) = (
            try faiss.map(Terminal.path), try npy.map(Terminal.path), try hdf5.map(Terminal.path)
        )
        let metadata = try metadata.map(Terminal.path)
        try ServedMetadata.check(metadata.map { [$0] } ?? [])
        let list = try metadata.map { try VectorMetadata.read($0, columns: columns.map(Self.names)) }
        let table =
            if let faiss { try VectorTable.open(faiss, as: .faiss) } else if let npy {
                try VectorTable.open(npy, as: .npy)
            } else { try VectorTable.open(hdf5 ?? "", as: .hdf5) }
        let gallery = try await common.settings().gallery().collection
        var source = try ImportSource(
            table, list, exported: try metadata.flatMap { try ExportedCollection.read(besideList: $0) },
            model: model, takesCategories: collection == gallery)
        if source.rows?.kind == .exported {
            source.uploads = try metadata.flatMap { try ExportedUploads(besideList: $0) }
        }
        if source.rows?.kind == .exported, source.exported == nil {
            Terminal.note(
                "\(ExportedCollection.path(besideList: metadata ?? "")) is not there: model, metric and index are those of the file and of the options."
            )
        }
        return source
    }

    private static func names(_ columns: String) -> [String] {
        columns.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The model named in the folder, else that of its system.
    private func source(in folder: VectorFolder) async throws -> ImportSource {
        if let problem = folder.problem { Terminal.complain(problem) }
        let settings = try await common.settings()
        var source: ImportSource
        switch folder.kind {
        case .company:
            source = try ImportSource(
                folder.table, folder.metadata, model: model ?? folder.model ?? settings.companies().model,
                isCompany: true)
            // For folders made by 'lookalike generate'.
            let stated = folder.information["preparation"]?.stringValue
            source.preparation = stated.flatMap(ImagePreparation.init(rawValue:)) ?? .asImported
        case .productCatalogue:
            let products = try settings.server(host: nil, ports: nil).products
            source = try ImportSource(
                folder.table, folder.metadata,
                model: model ?? products.model ?? ProductCatalogueConfiguration.contractModel)
            let limit = try await common.engineSettings().limits.maximumBytes
            let directory = products.directory ?? ProductCatalogueConfiguration.defaultDirectory
            source.products = try ProductFiles(folder.metadata, directory: directory, limit: limit)
            source.directory = directory
            source.preparation = .asImported
        }
        source.isCosine = true
        return source
    }
}
