import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeServer

/// What `lookalike setup` does, each step by itself.
final class SetupSteps {
    static let numImages = 1_000

    let common: CommonOptions
    /// Opened by the first step that writes, and held for the others.
    private var writer: Engine?

    init(common: CommonOptions) {
        self.common = common
    }

    private func engine() async throws -> Engine {
        if let writer { return writer }
        let engine = try await common.engine(purpose: "'lookalike setup'")
        writer = engine
        return engine
    }

    private func gallery(_ engine: Engine) async throws -> ServedCollection {
        let configuration = try await common.settings().gallery()
        return ServedCollection(
            engine, name: configuration.collection, model: configuration.model,
            indexKind: configuration.indexKind)
    }

    /// Says what is installed; Lookalike needs nothing besides.
    func check() async throws {
        let place = try await ModelPlace(common)
        let wanted = try await common.settings().gallery().model
        let models = place.library.scan().models.map(\.manifest.name)
        try Terminal.print("Lookalike \(Version.current) is installed; it needs no other program.")
        try Terminal.print("Models: \(models.isEmpty ? "none" : models.joined(separator: ", ")).")
        if !models.contains(wanted) {
            try Terminal.print(
                """
                The gallery's own model, '\(wanted)', is not installed: another serves a new gallery. To have it, put \
                its folder into \(place.data.models) before the gallery is made.
                """)
        }
    }

    func makeGallery() async throws {
        let engine = try await engine()
        let collection = try await gallery(engine).made()
        try Terminal.print(
            "The gallery is the collection '\(collection.name)' of the model '\(collection.record.model ?? "none")', in \(engine.data.path)."
        )
    }

    func fill(from path: String, numImages: Int?) async throws {
        let target = try ImportOptions.parse(["--num-images", "\(numImages ?? Self.numImages)"])
        let gallery = try await common.settings().gallery()
        let command = ImportCommand(gallery: gallery, target: target, json: false) { try await self.engine() }
        try await ImportCIFAR10.run(command, path)
    }

    func buildIndexIfAny() async throws {
        let engine = try await engine()
        try await buildIndex(engine, mustHaveImages: false)
    }

    func buildIndex() async throws {
        let engine = try await engine()
        try await buildIndex(engine, mustHaveImages: true)
    }

    private func buildIndex(_ engine: Engine, mustHaveImages: Bool) async throws {
        guard let collection = try await gallery(engine).existing(), collection.count > 0 else {
            let sentence = "There are no images to index yet: fill the gallery first."
            if mustHaveImages { throw CommandFailure(sentence) }
            return Terminal.note(sentence)
        }
        try await engine.rebuildIndex(of: collection)
        let (categories, difference) = try await engine.rebuildPrototypes(in: collection)
        let recall = try await engine.measureTwoStageRecall(in: collection)
        try Terminal.print(
            "The index has \(collection.count) vectors; \(categories.count { $0.count > 0 }) prototypes were made anew and differ by at most \(difference)."
        )
        if let recall { try Terminal.print(Self.sentence(recall)) }
    }

    func showStatus() async throws {
        guard let engine = try await common.readerIfAny(),
            let collection = try await gallery(engine).existing()
        else {
            return try Terminal.print("There is no gallery yet.")
        }
        let categories = engine.categories(in: collection)
        var table = TextTable(header: [("", .left), ("", .left)])
        table.rows = [
            ["data folder", engine.data.path], ["collection", collection.name],
            ["model", collection.record.model ?? "-"], ["images", "\(collection.count)"],
            ["categories", "\(categories.count)"],
            ["prototypes", "\(categories.count { $0.count > 0 })"],
            ["index", collection.record.indexKind],
        ]
        // Without the empty header.
        try Terminal.print(table.text.split(separator: "\n").joined(separator: "\n"))
        if let recall = engine.twoStageRecall(of: collection) { try Terminal.print(Self.sentence(recall)) }
    }

    private static func sentence(_ recall: TwoStageRecall) -> String {
        let (found, searched) = (percent(recall.recall), percent(recall.searched))
        return
            "A search of the \(recall.categories) nearest categories looks at \(searched) of the images and finds \(found) of what a full search finds."
    }

    private static func percent(_ part: Double) -> String { String(format: "%.1f %%", 100 * part) }
}
