public import LookalikeEmbedding
public import LookalikeEngine
public import LookalikeModelRegistry
internal import LookalikeONNX
internal import LookalikeQuantization
internal import LookalikeWorkThreads

/// Makes an 8-bit version of a model, measures it beside its parent, and installs it if it is as good.
///
///     let run = try await QuantizationRun(of: model, named: "resnet50-int8", images, embedder, installer)
///     let report = try await run.install(maximumLoss: 0.01) { print($0.verb, $0.pass.done) }
public struct QuantizationRun: Sendable {
    let parent: LoadedModel
    let target: String
    let images: QuantizationImages
    let embedder: Embedder
    let installed: InstalledModel
    let quantizer: Quantizer
    let installer: ModelInstaller
    /// Keeps no compiled networks: most of those here are used once.
    let backend: any EmbeddingBackend

    /// How many layers get 8 bits.
    public var layerCount: Int { quantizer.layerCount }

    /// Reads the network, and loads the model.
    ///
    /// - Parameters:
    ///   - target: the new model's name.
    ///   - embedder: has the model `installed`, and embeds the images.
    /// - Throws: ``QuantizationRunError/notQuantizable(model:detail:)``,
    ///   ``/LookalikeModelRegistry/ModelInstallError`` if the name is not free,
    ///   ``/LookalikeEmbedding/EmbeddingError``.
    public init(
        of installed: InstalledModel, named target: String, _ images: QuantizationImages,
        _ embedder: Embedder, _ installer: ModelInstaller
    ) async throws {
        self.installed = installed
        self.target = target
        self.images = images
        self.embedder = embedder
        self.installer = installer
        try Self.check(newName: target, installer, embedder)
        quantizer = try await Blocking.run { try Self.quantizer(installed) }
        parent = try await embedder.model(named: installed.manifest.name)
        backend = embedder.backend.uncached
    }

    /// What can be known to be wrong before images are looked for. Reads the network. Blocks.
    ///
    /// - Throws: as the initialiser.
    public static func check(
        _ installed: InstalledModel, named target: String, _ embedder: Embedder, _ installer: ModelInstaller
    ) throws {
        try check(newName: target, installer, embedder)
        _ = try quantizer(installed)
    }

    private static func check(
        newName name: String, _ installer: ModelInstaller, _ embedder: Embedder
    ) throws(ModelInstallError) {
        try installer.check(newName: name)
        let taken = embedder.library.scan().models.map(\.manifest.name)
        if taken.contains(name) { throw .exists(name: name) }
    }

    private static func quantizer(_ model: InstalledModel) throws(QuantizationRunError) -> Quantizer {
        let name = model.manifest.name
        do {
            switch model.network {
            case .memory(let bytes): return try Quantizer(Graph(bytes: Array(bytes.pointer)))
            case .file(let path):
                guard path.hasSuffix(".onnx") else {
                    throw QuantizationRunError.notQuantizable(
                        model: name, detail: "its network \(model.manifest.network) is not in ONNX")
                }
                return try Quantizer(Graph(contentsOf: path))
            }
        } catch let error as QuantizationRunError {
            throw error
        } catch {
            throw .notQuantizable(model: name, detail: "\(error)")
        }
    }

    /// Makes, measures and installs the model. What is not installed leaves nothing behind.
    ///
    /// - Parameters:
    ///   - maximumLoss: of P@1 and P@10, or of the mean cosine where there are no classes; from 0 to 1.
    ///   - progress: called often, from any thread.
    /// - Throws: ``QuantizationRunError``, ``/LookalikeModelRegistry/ModelInstallError``,
    ///   ``/LookalikeEmbedding/EmbeddingError``, `CancellationError`.
    public func install(
        maximumLoss: Double, progress: @escaping @Sendable (QuantizationProgress) -> Void
    ) async throws -> QuantizationReport {
        // The ranges, the parent's vectors, and two passes for each recipe; then both models on the other images.
        let passes = 2 + 2 * QuantizationRecipe.allCases.count
        let total = passes * images.calibration.files.count + 2 * images.evaluation.files.count
        let meter = QuantizationMeter(total: total, report: progress)
        do {
            let (draft, precision) = try await best(meter)
            let report: QuantizationReport
            do {
                report = try await self.report(draft, precision, maximumLoss: maximumLoss, meter)
                guard report.installed else { throw QuantizationRunError.lostTooMuch(report) }
                try Task.checkCancellation()
            } catch {
                draft.discard()
                throw error
            }
            try await install(draft, precision, report)
            return report
        } catch let error as QuantizationError {
            throw QuantizationRunError.notQuantizable(model: installed.manifest.name, detail: "\(error)")
        }
    }

    private func install(
        _ draft: ModelDraft, _ precision: Precision, _ report: QuantizationReport
    ) async throws {
        let source = "\(installed.manifest.name) (\(parent.identity.network)) in 8 bits"
        try await Blocking.run { [installer, backend] in
            let model = try draft.install {
                $0.precision = precision == .f32 ? .f32 : nil
                $0.description = report.sentence
                $0.source = source
            }
            do {
                try ModelCheck.record(model, with: backend)
            } catch {
                // What can't be removed is listed with the models.
                try? installer.remove(model)
                throw error
            }
        }
    }
}
