internal import Foundation
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeModelRegistry
internal import LookalikeONNX
internal import LookalikeQuantization
internal import LookalikeWorkThreads

extension QuantizationRun {
    /// The version whose vectors are nearest to the parent's on the calibration images, and the precision that the rest
    /// of its network is best computed in.
    func best(_ meter: QuantizationMeter) async throws -> (draft: ModelDraft, precision: Precision) {
        let ranges = try await rows(of: quantizer.ranges, meter, "calibrated")
        let expected = try await vectors(
            images.calibration, with: parent, meter, "embedded by '\(parent.manifest.name)'")
        var best: (draft: ModelDraft, cosine: Double)?
        do {
            for recipe in QuantizationRecipe.allCases {
                let draft = try await draft(recipe, ranges, meter)
                let cosine: Double
                do {
                    let found = try await vectors(
                        images.calibration, with: load(draft, .f32), meter, "embedded in 8 bits")
                    cosine = Self.meanCosine(found, expected)
                } catch {
                    draft.discard()
                    throw error
                }
                if cosine > best?.cosine ?? -.infinity {
                    best?.draft.discard()
                    best = (draft, cosine)
                } else {
                    draft.discard()
                }
            }
            guard let best else { throw QuantizationRunError.noImageReadable }
            return (best.draft, try await precision(best.draft))
        } catch {
            best?.draft.discard()
            throw error
        }
    }

    private func draft(
        _ recipe: QuantizationRecipe, _ ranges: ProbeRows, _ meter: QuantizationMeter
    ) async throws -> ModelDraft {
        var network = try await Blocking.run { [quantizer] in try quantizer.quantized(ranges, recipe) }
        if let probe = network.biases {
            try network.correct(try await rows(of: probe, meter, "compared"))
        } else {
            meter.passed(images.calibration.files.count)
        }
        let graph = network.graph
        return try await Blocking.run { [installer, installed, target] in
            try installer.draft(of: installed, named: target, network: graph)
        }
    }

    /// What the network's rest in floating point is computed in: single precision, unless that is clearly slower.
    private func precision(_ draft: ModelDraft) async throws -> Precision {
        let native = backend.nativePrecision
        guard native != .f32, parent.manifest.precision != .f32 else { return .f32 }
        let networks = [try await load(draft, .f32).network, try await load(draft, native).network]
        let times = try await Blocking.run { try NetworkTimes.medians(networks) }
        return times[1] < 0.9 * times[0] ? native : .f32
    }

    func load(_ draft: ModelDraft, _ precision: Precision) async throws -> LoadedModel {
        try await Blocking.run { [backend] in
            let identity = try ModelLibrary.identity(of: draft.model)
            let network = try backend.load(
                draft.model.manifest, identity: identity, network: draft.model.network, precision: precision,
                maximumBatch: 1)
            return LoadedModel(draft.model, identity: identity, network: network)
        }
    }

    /// The vectors of the images that can be read; nil for the others.
    func vectors(
        _ images: QuantizationImages.Group, with model: LoadedModel, _ meter: QuantizationMeter,
        _ verb: String
    ) async throws -> [[Float]?] {
        var vectors: [[Float]?] = []
        try await embedder.embed(
            files: images.files, with: model, preparation: images.preparation, progress: meter.pass(verb)
        ) {
            guard case .embedded(let result) = $1 else { return vectors.append(nil) }
            vectors.append(result.vector)
        }
        meter.passed(images.files.count)
        return vectors
    }

    static func meanCosine(_ found: [[Float]?], _ expected: [[Float]?]) -> Double {
        let cosines = zip(found, expected).compactMap { pair -> Double? in
            guard let a = pair.0, let b = pair.1 else { return nil }
            return cosine(a, b)
        }
        return cosines.isEmpty ? -.infinity : cosines.reduce(0, +) / Double(cosines.count)
    }

    /// Runs a probe on the calibration images, prepared as the model wants them.
    private func rows(
        of probe: Probe, _ meter: QuantizationMeter, _ verb: String
    ) async throws -> ProbeRows {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).onnx").path
        // What can't be removed is the system's to remove.
        defer { try? FileManager.default.removeItem(atPath: file) }
        let model = try await Blocking.run { [backend, installed, parent] in
            try probe.graph.write(to: file)
            var manifest = installed.manifest
            (manifest.dimension, manifest.normalize) = (probe.count, false)
            manifest.output = .init(name: Probe.output)
            let network = try backend.load(
                manifest, identity: parent.identity, network: .file(path: file), precision: .f32,
                maximumBatch: 1)
            return LoadedModel(
                InstalledModel(manifest: manifest, network: .file(path: file), folder: nil),
                identity: parent.identity, network: network)
        }
        var rows = ProbeRows(probe)
        for vector in try await vectors(images.calibration, with: model, meter, verb) {
            if let vector { try rows.add(vector) }
        }
        return rows
    }
}
