import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeVectorFormats
import LookalikeVectors

/// The vectors of a file and their metadata.
struct ImportSource: Sendable {
    let table: VectorTable
    /// Nil if there is no metadata.
    let rows: ImageRows?
    /// The description of an exported collection.
    let exported: ExportedCollection?
    private let matching: VectorMatching?
    private let statedModel: String?
    /// The uploads of an exported collection.
    var uploads: ExportedUploads?
    /// Images that a sync should recognise.
    var products: ProductFiles?
    var directory: String?
    var preparation: ImagePreparation
    /// Whether to use the cosine, whatever the file says, as for the five systems.
    var isCosine: Bool

    /// - Parameters:
    ///   - takesCategories: whether `category_name` is a category.
    ///   - isCompany: whether it is a company's folder.
    /// - Throws: ``/LookalikeVectorFormats/VectorFormatError``, ``CommandFailure`` if the files don't belong together.
    init(
        _ table: VectorTable, _ metadata: VectorMetadata?, exported: ExportedCollection? = nil,
        model: String?, takesCategories: Bool = false, isCompany: Bool = false
    ) throws {
        self.table = table
        self.exported = exported
        matching = try metadata?.matching(table)
        rows = metadata.map { ImageRows($0, takesCategories: takesCategories, isCompany: isCompany) }
        statedModel = model ?? exported?.model
        preparation = try exported?.options().preparation ?? .standard
        isCosine = rows?.kind == .eventPhotos
        if let metadata, let exported,
            exported.dimension != table.dimension || exported.count != table.count
        {
            throw CommandFailure(
                "\(metadata.path) is of \(exported.count) vectors of \(exported.dimension) numbers, \(table.path) has \(table.count) of \(table.dimension): they were not exported together."
            )
        }
        if let metadata, let matching, table.count > 0, matching.rows.allSatisfy({ $0 == nil }) {
            throw CommandFailure(
                "No row of \(metadata.path) belongs to a vector of \(table.path); nothing was imported.")
        }
    }

    /// The installed model's own name, however the file spells it.
    func model(known: [String]) -> String? {
        statedModel.map { CompanyModel.name($0, known: known) }
    }

    /// The file's metric, else the cosine.
    var statedMetric: Metric {
        switch table.metric {
        case .innerProduct: .innerProduct
        case .euclidean: .l2
        case .unknown: .cosine
        }
    }

    /// The identifiers of its images, as far as they can be determined.
    var identities: [ImageRows.Identity] {
        guard let rows, let matching, products == nil else { return [] }
        // Problems are reported when the image is stored.
        return matching.rows.enumerated().compactMap { vector, row in
            row.flatMap { try? rows.identity($0, vector: id(of: vector)) }
        }
    }

    /// - Parameter progress: called with the progress.
    func store(
        in collection: OpenCollection, _ engine: Engine, progress: @escaping @Sendable (Job.Progress) -> Void
    ) async throws -> VectorImportReport {
        var report = VectorImportReport()
        if let matching, let rows { report.note(matching, rows, id: id) }
        let categories = exported?.categories.map { ($0.name, $0.id) } ?? rows?.categories ?? []
        for (name, id) in categories {
            try await engine.makeCategories([name], firstID: id, in: collection)
        }
        var meter = ProgressMeter(total: table.count, begin: .now)
        var origins = ImageOrigins()
        origins.uploads = uploads
        origins.hasFolder = exported?.directory != nil && collection.record.directory == exported?.directory
        for block in table.blocks(bytes: 8 << 20) {
            try Task.checkCancellation()
            let images = try images(block, origins, &report)
            for outcome in try await engine.put(images, in: collection) {
                if outcome.isNew { report.added += 1 } else { report.replaced += 1 }
            }
            meter.done = block.upperBound
            progress(meter.progress(at: .now))
        }
        return report
    }

    private func images(
        _ block: Range<Int>, _ origins: ImageOrigins, _ report: inout VectorImportReport
    ) throws -> [IncomingImage] {
        let values = try table.read(block)
        var images: [IncomingImage] = []
        for vector in block {
            if let matching, matching.rows[vector] == nil { continue }
            let start = (vector - block.lowerBound) * table.dimension
            let numbers = Array(values[start..<(start + table.dimension)])
            guard numbers.allSatisfy(\.isFinite) else {
                report.leaveOut("\(name(of: vector)): its vector has a number that is not finite")
                continue
            }
            do {
                guard let image = try image(vector, numbers, origins) else {
                    report.changed += 1
                    continue
                }
                if products != nil, let file = image.facts.file, file.signature == nil { report.missing += 1 }
                images.append(image)
            } catch let error as EngineError {
                report.leaveOut("\(name(of: vector)): \(error)")
            }
        }
        return images
    }

    /// Nil for images that the next sync has to embed.
    private func image(
        _ vector: Int, _ numbers: [Float], _ origins: ImageOrigins
    ) throws -> IncomingImage? {
        let row = matching?.rows[vector]
        if let products { return products.image(row ?? vector, vector: numbers) }
        let id = id(of: vector)
        guard let rows, let row else { return IncomingImage(id: "\(id)", vector: numbers) }
        return try rows.image(row, vector: numbers, vectorID: id, origins)
    }

    private func id(of vector: Int) -> Int64 { table.ids?[vector] ?? Int64(vector) }

    private func name(of vector: Int) -> String {
        guard let rows, let row = matching?.rows[vector] else { return "vector \(id(of: vector))" }
        return rows.name(of: row)
    }
}
