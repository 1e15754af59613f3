internal import Foundation
internal import Hummingbird
internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeModelRegistry
internal import LookalikeModelTools
internal import LookalikeWorkThreads

extension ModelService {
    /// How fast a model is here.
    struct Speed: Sendable {
        let milliseconds: Double
        let precision: Precision
    }

    /// Runs a model's network some times, which loads it. One model at a time is tried out.
    ///
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError``, `CancellationError`.
    func speed(of model: InstalledModel) async throws -> Speed {
        try await alone {
            let network = try await engine.embedder.model(named: model.manifest.name).network
            return try await engine.blocking {
                Speed(
                    milliseconds: try NetworkTimes.medians([network], rounds: 7)[0],
                    precision: network.precision)
            }
        }
    }

    /// Compares a model's answers with the stored ones. One model at a time is tried out.
    ///
    /// - Throws: as ``/LookalikeModelRegistry/ModelCheck/run(_:with:precision:)``; `CancellationError`.
    func check(_ model: InstalledModel) async throws -> ModelCheck.Outcome {
        let (backend, precision) = (engine.embedder.backend, engine.configuration.precision)
        return try await alone {
            try await engine.blocking { try ModelCheck.run(model, with: backend, precision: precision) }
        }
    }

    /// A client that has gone away while others' models were tried out needs no answer.
    private func alone<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await trial.withLock { _ async throws in
            try Task.checkCancellation()
            return try await body()
        }
    }

    /// A model's network as a file.
    ///
    /// - Parameter text: whether the text network is meant.
    /// - Throws: ``APIError`` 404 for a model without a text network, 409 for a network that is not in ONNX.
    func network(of model: InstalledModel, text: Bool) async throws -> Response {
        let (name, mediaType) = (
            "\(model.manifest.name)\(text ? "-text" : "").onnx", "application/octet-stream"
        )
        let source: NetworkSource
        do {
            source = try ModelInstaller.exported(model, text: text)
        } catch ModelInstallError.missingFile(let what, let detail) {
            throw APIError(status: .notFound, message: "\(what) is missing: \(detail)")
        }
        switch source {
        case .memory(let bytes):
            return Response(
                status: .ok, headers: FileDownload.headers(mediaType, name),
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes.pointer)))
        case .file(let path):
            return try await engine.blocking {
                let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
                let size = try Int(file.seekToEnd())
                return FileDownload(file: file, size: size, mediaType: mediaType, name: name)
            }.response(engine)
        }
    }
}
