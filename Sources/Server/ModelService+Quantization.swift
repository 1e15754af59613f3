internal import Foundation
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeModelRegistry
internal import LookalikeModelTools

extension ModelService {
    /// Images of this server.
    enum ImageSource: Sendable {
        case collection(OpenCollection)
        /// That clients may name.
        case folder(String)
    }

    /// The most images that both models embed to be compared.
    static let evaluationLimit = 2_000

    /// Makes an 8-bit version of a model, as a job. Its result is the report, also where the model is not installed
    /// because it loses too much.
    ///
    /// - Parameters:
    ///   - target: the new model's name.
    ///   - evaluation: nil for the images of `calibration`.
    /// - Throws: ``/LookalikeModelTools/QuantizationRunError``, ``/LookalikeModelRegistry/ModelInstallError``.
    func quantize(
        _ model: InstalledModel, named target: String, calibration: ImageSource, evaluation: ImageSource?,
        maximumLoss: Double
    ) async throws -> Job {
        let (engine, installer) = (engine, installer)
        try await engine.blocking {
            try QuantizationRun.check(model, named: target, engine.embedder, installer)
        }
        let images = try await images(calibration, evaluation)
        return try await engine.startModelJob(of: target, kind: Engine.quantizationJobKind) { job in
            let parent = ["parent": JSONValue.string(model.manifest.name)]
            try await job.note(parent)
            let run = try await QuantizationRun(of: model, named: target, images, engine.embedder, installer)
            do {
                let report = try await run.install(maximumLoss: maximumLoss) { job.report($0.overall) }
                return try report.members
            } catch QuantizationRunError.lostTooMuch(let report) {
                try await job.note(try report.members)
                throw QuantizationRunError.lostTooMuch(report)
            }
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
