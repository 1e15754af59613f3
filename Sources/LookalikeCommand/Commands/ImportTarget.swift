import Foundation
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeServer
import LookalikeVectorFormats
import LookalikeVectors

/// The target collection of an import: an existing one that fits, or a new one.
struct ImportTarget {
    private let source: ImportSource
    private let name: String
    /// The requested metric.
    private let metric: Metric?
    private let settings: Settings

    init(_ source: ImportSource, _ name: String, _ metric: Metric?, _ settings: Settings) {
        (self.source, self.name, self.metric, self.settings) = (source, name, metric, settings)
    }

    /// - Throws: ``CommandFailure`` if incompatible vectors would be mixed; nothing is changed then.
    func collection(_ engine: Engine) async throws -> OpenCollection {
        if let other = source.table.otherMetric, metric == nil, source.exported == nil {
            throw CommandFailure(
                "\(source.table.path) compares by \(other), which Lookalike does not have: say by --metric how its vectors are to be compared (cosine, inner_product or l2)."
            )
        }
        let installed = engine.embedder.library.scan().models.map(\.manifest.name)
        let model = source.model(known: installed + [try settings.companies().model])
        do {
            let known = try await engine.collection(named: name)
            try check(known, model: model)
            if known.metric != .cosine, try isServed {
                Terminal.complain(
                    "'\(name)' compares by \(known.metric.rawValue) and stays so; its clients expect cosines: import into a new collection for those"
                )
            }
            if let taken = try await engine.firstTaken(among: source.identities, in: known) {
                throw CommandFailure(
                    "'\(name)' has another image of the number or code \(taken): import into a new collection, so that all keep theirs."
                )
            }
            return known
        } catch EngineError.unknownCollection {
            return try await make(engine, model: model ?? modelOfEvents, installed: installed)
        }
    }

    private func check(_ known: OpenCollection, model: String?) throws {
        let record = known.record
        guard record.dimension == source.table.dimension else {
            throw CommandFailure(
                "\(source.table.path) has vectors of \(source.table.dimension) numbers, those of '\(name)' have \(record.dimension)."
            )
        }
        if let metric, metric != known.metric {
            throw CommandFailure("'\(name)' compares by \(known.metric.rawValue) and has to stay so.")
        }
        if let theirs = source.exported?.modelIdentity.flatMap(ModelIdentity.init(text:)),
            let own = record.modelIdentity.flatMap(ModelIdentity.init(text:)), !own.makesVectors(of: theirs)
        {
            throw CommandFailure(
                "'\(name)' has vectors of \(own.name), \(own), these are of \(theirs.name), \(theirs): two networks are never mixed."
            )
        }
        let isStated = model != nil || source.exported != nil
        if isStated, model != record.model {
            let has = record.model.map { "the model '\($0)'" } ?? "no model"
            let these = model.map { "of '\($0)'" } ?? "of no model"
            throw CommandFailure(
                "'\(name)' has vectors of \(has), these are \(these): two models are never mixed.")
        }
    }

    /// Vectors from the event photos' clients belong to that interface's model, installed or not.
    private var modelOfEvents: String? {
        let events = settings.events()
        let isOfEvents =
            name == events.collection && source.exported == nil
            && source.table.dimension == EventPhotosConfiguration.contractDimension
        return isOfEvents ? events.model : nil
    }

    private func make(_ engine: Engine, model: String?, installed: [String]) async throws -> OpenCollection {
        if let model, !installed.contains(model) {
            Terminal.complain(
                "the model '\(model)' that made the vectors is not installed: until it is, nothing can be searched by image, or added, here"
            )
        }
        var options = try source.exported?.options() ?? CollectionOptions()
        options.model = model.map { .named($0) } ?? .none
        if model != source.exported?.model { options.modelIdentity = nil }
        options.metric = try metricOfNew()
        options.dimension = model.map(installed.contains) == true ? nil : source.table.dimension
        // The five systems turn no image by its EXIF data.
        options.preparation = try source.exported == nil && isServed ? .asImported : source.preparation
        options.directory = source.directory ?? options.directory
        return try await engine.createCollection(named: name, options)
    }

    /// The requested metric; else the exported one; else the cosine for collections of the five systems; else the
    /// file's.
    private func metricOfNew() throws -> Metric {
        if let metric { return metric }
        if let exported = source.exported { return try exported.options().metric }
        return try isServed ? .cosine : source.statedMetric
    }

    /// Whether it serves clients of one of the five systems, which expect cosines.
    private var isServed: Bool {
        get throws {
            let server = try settings.server(host: nil, ports: nil)
            let served = [
                server.products.collection, server.events.collection, server.gallery.collection,
                server.millionScale.collection,
            ]
            return source.isCosine || served.contains(name)
        }
    }
}
