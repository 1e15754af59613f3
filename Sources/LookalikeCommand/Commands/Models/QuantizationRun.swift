import Foundation
import LookalikeEmbedding
import LookalikeEngine
import LookalikeInference
import LookalikeModelRegistry
import LookalikeONNX
import LookalikeQuantization

/// Makes 8-bit versions of a model and finds the best.
struct QuantizationRun {
    let parent: LoadedModel
    let target: String
    let images: QuantizationImages
    let embedder: Embedder
    let identity: ModelIdentity
    /// Keeps no compiled networks: most of those here are used once.
    let backend: OpenVINOBackend
    /// The parent's.
    var network: NetworkSource { installed.network }
    private let installed: InstalledModel
    private let quantizer: Quantizer
    private let installer: ModelInstaller

    init(_ place: ModelPlace, _ installed: InstalledModel, _ target: String, _ images: QuantizationImages)
        async throws
    {
        self.installed = installed
        self.target = target
        self.images = images
        quantizer = try Self.quantizer(installed)
        installer = try place.installer()
        try installer.check(newName: target)
        embedder = try EmbedderFactory.make(place.configuration)
        parent = try await embedder.model(named: installed.manifest.name)
        identity = parent.identity
        backend = try OpenVINOBackend(
            workers: place.configuration.resolvedWorkers, cacheDirectory: nil,
            device: place.configuration.device)
    }

    private static func quantizer(_ model: InstalledModel) throws -> Quantizer {
        let name = model.manifest.name
        do {
            switch model.network {
            case .memory(let bytes): return try Quantizer(Graph(bytes: Array(bytes.pointer)))
            case .file(let path):
                guard path.hasSuffix(".onnx") else {
                    throw CommandFailure(
                        "'\(name)' can't be quantised: its network \(model.manifest.network) is not in ONNX.")
                }
                return try Quantizer(Graph(contentsOf: path))
            }
        } catch let error as ONNXReadError {
            throw CommandFailure("'\(name)' can't be quantised: \(error).")
        } catch let error as QuantizationError {
            throw CommandFailure("'\(name)' can't be quantised: \(error).")
        }
    }

    /// The version whose vectors are nearest to the parent's on the calibration images, and the precision that the rest
    /// of its network is best computed in.
    func best() async throws -> (draft: ModelDraft, precision: Precision) {
        Terminal.note(
            "\(quantizer.layerCount) layers get 8 bits; \(images.calibration.count) images calibrate them.")
        let ranges = try await rows(of: quantizer.ranges, "calibrated")
        let expected = try await vectors(
            images.calibration, with: parent, "embedded by '\(parent.manifest.name)'")
        var best: (draft: ModelDraft, cosine: Double)?
        do {
            for recipe in QuantizationRecipe.allCases {
                let draft = try await draft(recipe, ranges)
                let cosine: Double
                do {
                    let found = try await vectors(
                        images.calibration, with: load(draft, .f32), "embedded in 8 bits")
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
            guard let best else { throw CommandFailure("No image could be embedded.") }
            return (best.draft, try precision(best.draft))
        } catch {
            best?.draft.discard()
            throw error
        }
    }

    private func draft(_ recipe: QuantizationRecipe, _ ranges: ProbeRows) async throws -> ModelDraft {
        var network = try quantizer.quantized(ranges, recipe)
        if let probe = network.biases { try network.correct(try await rows(of: probe, "compared")) }
        return try installer.draft(of: installed, named: target, network: network.graph)
    }

    /// What the network's rest in floating point is computed in: single precision, unless that is clearly slower.
    private func precision(_ draft: ModelDraft) throws -> Precision {
        let native = backend.nativePrecision
        guard native != .f32, parent.manifest.precision != .f32 else { return .f32 }
        let times = try NetworkTimes.medians([
            try load(draft, .f32).network, try load(draft, native).network,
        ])
        return times[1] < 0.9 * times[0] ? native : .f32
    }

    func load(_ draft: ModelDraft, _ precision: Precision) throws -> LoadedModel {
        let identity = try ModelLibrary.identity(of: draft.model)
        let network = try backend.load(
            draft.model.manifest, identity: identity, network: draft.model.network, precision: precision,
            maximumBatch: 1)
        return LoadedModel(draft.model, identity: identity, network: network)
    }

    /// The vectors of the files that can be read; nil for the others.
    func vectors(_ files: [String], with model: LoadedModel, _ verb: String) async throws -> [[Float]?] {
        let display = ProgressDisplay(verb)
        var vectors: [[Float]?] = []
        try await embedder.embed(files: files, with: model, progress: display.show) {
            guard case .embedded(let result) = $1 else { return vectors.append(nil) }
            vectors.append(result.vector)
        }
        display.finish()
        return vectors
    }

    static func meanCosine(_ found: [[Float]?], _ expected: [[Float]?]) -> Double {
        let cosines = zip(found, expected).compactMap { pair -> Double? in
            guard let a = pair.0, let b = pair.1 else { return nil }
            var (dot, aa, bb) = (0.0, 0.0, 0.0)
            for (x, y) in zip(a, b) {
                dot += Double(x) * Double(y)
                aa += Double(x) * Double(x)
                bb += Double(y) * Double(y)
            }
            let norm = (aa * bb).squareRoot()
            return norm > 0 ? dot / norm : 0
        }
        return cosines.isEmpty ? -.infinity : cosines.reduce(0, +) / Double(cosines.count)
    }

    /// Runs a probe on the calibration images, prepared as the model wants them.
    private func rows(of probe: Probe, _ verb: String) async throws -> ProbeRows {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).onnx").path
        // What can't be removed is the system's to remove.
        defer { try? FileManager.default.removeItem(atPath: file) }
        try probe.graph.write(to: file)
        var manifest = installed.manifest
        (manifest.dimension, manifest.normalize) = (probe.count, false)
        manifest.output = .init(name: Probe.output)
        let network = try backend.load(
            manifest, identity: identity, network: .file(path: file), precision: .f32, maximumBatch: 1)
        let model = LoadedModel(
            InstalledModel(manifest: manifest, network: .file(path: file), folder: nil), identity: identity,
            network: network)
        var rows = ProbeRows(probe)
        for vector in try await vectors(images.calibration, with: model, verb) {
            if let vector { try rows.add(vector) }
        }
        return rows
    }
}
