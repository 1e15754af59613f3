import Catalogue
import Engine
import Foundation
import SystemPackage
import VectorFormats
import Vectors

/// Vectors of a file, and what is known of them.
struct ImportSource: Sendable {
    let table: VectorTable
    private let metadata: VectorMetadata?
    private let statedModel: String?
    /// Pictures that a sync is to know again.
    var products: ProductFiles?
    var directory: String?
    var preparation = PicturePreparation.standard
    /// For each vector the row of the metadata.
    private let rows: [Int]

    init(_ table: VectorTable, _ metadata: VectorMetadata?, model: String?) throws {
        self.table = table
        self.metadata = metadata
        statedModel = model
        rows = try metadata?.rowNumbers(of: table) ?? []
    }

    /// By its own name where it is installed, however the file writes it.
    func model(known: [String]) -> String? {
        statedModel.map { CompanyModel.name($0, known: known) }
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
            let images = block.compactMap { image($0, values, from: block.lowerBound) }
            report.changed += block.count - images.count
            report.missing += images.count { $0.file.map { $0.signature == nil } ?? false }
            for outcome in try await engine.add(vectors: images, in: collection) {
                if outcome.isNew { report.added += 1 } else { report.replaced += 1 }
            }
            meter.done = block.upperBound
            progress(meter.progress(at: .now))
        }
        return report
    }

    /// Nil for what the next sync has to embed.
    private func image(_ i: Int, _ values: [Float], from first: Int) -> VectorImage? {
        let start = (i - first) * table.dimension
        if let products {
            return products.image(rows[i], vector: Array(values[start..<start + table.dimension]))
        }
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

struct VectorImportReport: Encodable {
    var added = 0
    var replaced = 0
    /// Pictures that are other files now.
    var changed = 0
    /// Pictures that are not where they are said to be.
    var missing = 0
}
