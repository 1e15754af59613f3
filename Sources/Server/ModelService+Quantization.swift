internal import Foundation
internal import HTTPTypes
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeModelRegistry
internal import LookalikeModelTools
internal import LookalikeWorkThreads

extension ModelService {
    /// Images of this server.
    enum ImageSource: Sendable {
        case collection(OpenCollection)
        /// That clients may name.
        case folder(String)
    }

    /// The most images that both models embed to be compared.
    static let evaluationLimit = 2_000

    /// Makes an 8-bit version of a model, as a job; one at a time. Its result is the report, also where the model is not
    /// installed because it loses too much.
    ///
    /// - Parameters:
    ///   - target: the new model's name.
    ///   - evaluation: nil for the images of `calibration`.
    /// - Throws: ``APIError`` 409 while another one is made; ``/LookalikeModelTools/QuantizationRunError``,
    ///   ``/LookalikeModelRegistry/ModelInstallError``.
    func quantize(
        _ model: InstalledModel, named target: String, calibration: ImageSource, evaluation: ImageSource?,
        maximumLoss: Double
    ) async throws -> Job {
        let (engine, installer) = (engine, installer)
        return try await quantizing.withLock { _ async throws in
            try await checkNoneIsMade()
            try await engine.blocking {
                try QuantizationRun.check(model, named: target, engine.embedder, installer)
            }
            try await checkNotEmpty([calibration, evaluation ?? calibration])
            return try await engine.startModelJob(of: target, kind: Engine.quantizationJobKind) { job in
                try await job.note(["parent": JSONValue.string(model.manifest.name)])
                let images = try await images(calibration, evaluation)
                let run = try await QuantizationRun(
                    of: model, named: target, images, engine.embedder, installer)
                do {
                    let report = try await run.install(maximumLoss: maximumLoss) { job.report($0.overall) }
                    return try report.members
                } catch QuantizationRunError.lostTooMuch(let report) {
                    try await job.note(try report.members)
                    throw QuantizationRunError.lostTooMuch(report)
                }
            }
        }
    }

    /// Each takes gigabytes for a large model, and all cores.
    private func checkNoneIsMade() async throws {
        let jobs = try await engine.jobs.jobs()
        let running = jobs.first { $0.kind == Engine.quantizationJobKind && !$0.state.isFinal }
        guard let running else { return }
        throw APIError(
            status: .conflict,
            message:
                "An 8-bit version of a model is being made (job \(running.id)): wait for it or cancel it.")
    }

    /// Whether a folder has images is known when it was walked through, which the job does.
    private func checkNotEmpty(_ sources: [ImageSource]) async throws {
        for case .collection(let collection) in sources {
            let images = try await engine.sample(QuantizationImages.calibrationLimit, of: collection)
            if images.isEmpty { throw QuantizationRunError.noImages }
        }
    }

    private func images(
        _ calibration: ImageSource, _ evaluation: ImageSource?
    ) async throws -> QuantizationImages {
        let calibrating = try await group(calibration, limit: QuantizationImages.calibrationLimit)
        let measuring = try await group(evaluation ?? calibration, limit: Self.evaluationLimit)
        return try QuantizationImages(calibration: calibrating, evaluation: measuring)
    }

    private func group(_ source: ImageSource, limit: Int) async throws -> QuantizationImages.Group {
        switch source {
        case .collection(let collection):
            return try await QuantizationImages.Group(of: collection, engine, limit: limit)
        case .folder(let folder):
            return await engine.blocking {
                let files = ImageList.expand([folder]).files
                return QuantizationImages.Group(files: files, below: folder, limit: limit)
            }
        }
    }
}

extension QuantizationReport {
    /// As free-form JSON.
    fileprivate var members: [String: JSONValue] {
        get throws {
            try JSONDecoder().decode([String: JSONValue].self, from: JSONEncoder().encode(self))
        }
    }
}
