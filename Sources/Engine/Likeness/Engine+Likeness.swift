internal import Foundation
public import LookalikeCatalogue
public import LookalikeEmbedding
internal import LookalikeEvaluation
internal import LookalikeJSON
internal import LookalikePictures
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// What the images of a collection are grouped by, to learn which scores mean the same thing.
public enum LikenessLabels: Sendable, Equatable {
    /// By category.
    case categories
    /// By the value of an attribute.
    case attribute(String)
}

extension Engine {
    /// What the scores of a collection are worth: by its own scale, or else by that of its model. Nil if neither was
    /// measured, and for a metric other than cosine.
    public func likeness(in collection: OpenCollection) async -> LikenessScale? {
        guard collection.metric == .cosine else { return nil }
        let record = collection.record
        if let own = ownLikeness(of: record) { return own }
        guard let model = record.model else { return nil }
        return await embedder.likeness(ofModel: model)
    }

    /// The scale that was measured in a collection with the model that it has now; nil if none was.
    public func ownLikeness(of record: CollectionRecord) -> LikenessScale? {
        guard let stored = record.statistics[Self.statistic], stored["model"] == Self.model(of: record),
            let scale = stored["scale"]
        else { return nil }
        return likenessScales.scale(of: scale)
    }

    /// What a scale is kept with: a migration makes other vectors, whose scores are worth something else.
    private static func model(of record: CollectionRecord) -> JSONValue {
        (record.modelIdentity ?? record.model).map { .string($0) } ?? .null
    }

    /// Measures what the scores of a collection are worth and keeps that with it; it replaces an earlier scale.
    ///
    /// - Parameter labels: what tells which images show the same thing. Nil estimates the scale from the collection's own
    ///   scores, see ``/LookalikeEmbedding/LikenessScale/Method/neighbours``.
    /// - Throws: ``EngineError/notCalibratable(_:)``, ``EmbeddingError`` if the model can't be used.
    public func calibrate(
        _ collection: OpenCollection, by labels: LikenessLabels?
    ) async throws -> LikenessScale {
        guard collection.metric == .cosine else {
            throw EngineError.notCalibratable("only scores of the cosine metric can be calibrated")
        }
        let sampled = try await calibrationSample(of: collection, by: labels)
        let copies = try await copyScores(in: collection)
        // Embedding has noted the model's identity by now.
        let measured = Self.model(of: collection.record)
        var model: LikenessScale?
        if let name = collection.record.model { model = await embedder.likeness(ofModel: name) }
        let known = model
        let scale = try await Blocking.run {
            do {
                guard labels != nil else {
                    return try LikenessScale.estimated(vectors: sampled.vectors, model: known, copies: copies)
                }
                return try LikenessScale.measured(
                    vectors: sampled.vectors, labels: sampled.labels, copies: copies)
            } catch {
                throw EngineError.notCalibratable("no two of its images have the same label")
            }
        }
        let stored = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(scale))
        try await collection.configure {
            $0.statistics[Self.statistic] = ["model": measured, "scale": stored]
        }
        collection.changed()
        return ownLikeness(of: collection.record) ?? scale
    }

    /// Removes the collection's own scale, so that its model's counts again.
    public func forgetCalibration(of collection: OpenCollection) async throws {
        try await collection.configure { $0.statistics[Self.statistic] = nil }
        collection.changed()
    }

    private static let statistic = "likeness"
    /// The time grows with its square: about a second.
    private static let sampleSize = 4_000
    private static let copiesWanted = 60

    private func calibrationSample(
        of collection: OpenCollection, by labels: LikenessLabels?
    ) async throws -> (vectors: [[Float]], labels: [String]) {
        let view = collection.view
        let chosen = try await view.sample(Self.sampleSize)
        let stored = try await view.vectors(of: chosen)
        var found: (vectors: [[Float]], labels: [String]) = ([], [])
        for image in try await catalogue.images(recordIDs: chosen) {
            guard let vector = stored[image.recordID] else { continue }
            var label: String?
            switch labels {
            case .categories: label = image.category.map { "\($0)" }
            case .attribute(let name): label = image.attributes[name].map(\.description)
            case nil: label = ""
            }
            guard let label else { continue }
            found.vectors.append(vector)
            found.labels.append(label)
        }
        guard found.vectors.count >= 20 else {
            throw EngineError.notCalibratable(
                "it takes at least 20 images\(labels == nil ? "" : " with a label"), and there are "
                    + "\(found.vectors.count)")
        }
        return found
    }

    /// Scores of some images with copies of them that lack a narrow border; none if no image's bytes are there or no model is.
    private func copyScores(in collection: OpenCollection) async throws -> [Double] {
        guard collection.record.model != nil else { return [] }
        let model = try await embedder.model(of: collection)
        let images = try await catalogue.images(
            recordIDs: try await collection.view.sample(4 * Self.copiesWanted)
        ).filter { $0.source != .vector && $0.state == .ready }
        var scores: [Double] = []
        for image in images where scores.count < Self.copiesWanted {
            do {
                let bytes = try await content(of: image, in: collection)
                let preparation = collection.record.preparation
                let whole = try await embedder.embed(
                    bytes, with: model, priority: .bulk, preparation: preparation)
                let copy = try await embedder.embed(
                    bytes, region: .withoutBorder, with: model, priority: .bulk, preparation: preparation)
                scores.append(cosine(whole.vector, copy.vector))
            } catch is PictureError {
                continue
            } catch EngineError.contentMissing {
                continue
            }
        }
        return scores
    }
}
