internal import Foundation
public import LookalikeEmbedding

/// Whether an installed model still gives the answers that it gave when it was first checked: another runtime or a lower
/// precision shows here.
///
///     let outcome = try ModelCheck.run(model, with: backend, precision: .auto)
///     outcome.cosine     // 0.9999
///     outcome.isStored   // false the first time: it was compared with itself in f32, which is stored now
///
/// The first check is no part of the installation: a network in f32 takes several times its file's size in memory.
public struct ModelCheck: Sendable, Codable, Equatable {
    /// The model's embeddings of ``inputs(_:)``, not normalised, computed in f32.
    public let embeddings: [[Float]]

    /// What a check found.
    public struct Outcome: Sendable, Equatable {
        /// The least cosine between an embedding and the stored one, or the one in f32.
        public let cosine: Double
        /// What the network computed in.
        public let precision: Precision
        /// Whether answers were stored before; if not, the model was compared with itself in f32.
        public let isStored: Bool

        /// Whether the model can be relied on: real networks lose up to 0.002 in bf16.
        public var isGood: Bool { cosine >= (precision == .f32 ? 0.9999 : 0.99) }

        /// What is wrong with the model and what to do; nil if it is good.
        public func problem(of name: String) -> String? {
            if isGood { return nil }
            guard precision != .f32 else {
                return "'\(name)' does not give the answers that it should: install it again."
            }
            return
                "'\(name)' loses too much in \(precision.rawValue): set LOOKALIKE_PRECISION=f32 and check it "
                + "again; if it fails there too, install it again."
        }
    }

    private static let fileName = "reference.json"

    /// Tensors that look like nothing in particular: smooth waves with some noise, by a formula, in the range that
    /// networks expect.
    public static func inputs(_ manifest: ModelManifest) -> [[Float]] {
        (1...3).map { number in
            var state = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
            return (0..<manifest.inputCount).map { index in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let noise = Float(state >> 40) / Float(1 << 24) - 0.5
                return 1.5 * sinf(Float(index) * 0.013 * Float(number)) + noise
            }
        }
    }

    /// Computes the answers and stores them in the model's folder.
    ///
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError``, ``ModelInstallError/storage(detail:)``.
    @discardableResult
    public static func record(_ model: InstalledModel, with backend: any EmbeddingBackend) throws
        -> ModelCheck
    {
        let check = ModelCheck(embeddings: try answers(model, backend.uncached, .f32).embeddings)
        guard let folder = model.folder else { return check }
        do {
            try check.write(to: folder)
        } catch {
            throw ModelInstallError.storage(
                detail: "The model's answers can't be stored: \(error.localizedDescription)")
        }
        return check
    }

    /// Compares a model's answers with the stored ones. If there are none that can be read, with itself in f32, which is
    /// stored for the next time where the model's folder can be written to. One of the two networks at a time is loaded.
    ///
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError``; ``ModelInstallError/storage(detail:)`` if the stored answers are
    ///   those of another network, or their file can't be read.
    public static func run(
        _ model: InstalledModel, with backend: any EmbeddingBackend, precision: Precision
    ) throws -> Outcome {
        let stored = try stored(of: model)
        let expected = try stored?.embeddings ?? answers(model, backend.uncached, .f32).embeddings
        if stored == nil, let folder = model.folder {
            // In a folder of others, each check compares with f32.
            try? ModelCheck(embeddings: expected).write(to: folder)
        }
        let (found, precision) = try answers(model, backend, precision)
        guard found.count == expected.count, zip(found, expected).allSatisfy({ $0.count == $1.count }) else {
            throw ModelInstallError.storage(
                detail: "The stored answers of '\(model.manifest.name)' are those of another network.")
        }
        let cosine = zip(found, expected).map(Self.cosine).min() ?? 0
        return Outcome(cosine: cosine, precision: precision, isStored: stored != nil)
    }

    /// All at once: a program that is stopped meanwhile leaves no half of it.
    private func write(to folder: String) throws {
        try JSONEncoder().encode(self)
            .write(to: URL(fileURLWithPath: "\(folder)/\(Self.fileName)"), options: .atomic)
    }

    private static func stored(of model: InstalledModel) throws -> ModelCheck? {
        guard let folder = model.folder, FileManager.default.fileExists(atPath: "\(folder)/\(fileName)")
        else {
            return nil
        }
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(fileName)"))
        } catch {
            throw ModelInstallError.storage(
                detail:
                    "The stored answers of '\(model.manifest.name)' can't be read: \(error.localizedDescription)"
            )
        }
        // What is no such answer is written anew.
        return try? JSONDecoder().decode(ModelCheck.self, from: data)
    }

    private static func answers(
        _ model: InstalledModel, _ backend: any EmbeddingBackend, _ precision: Precision
    ) throws -> (embeddings: [[Float]], precision: Precision) {
        let identity = try ModelLibrary.identity(of: model)
        let network = try backend.load(
            model.manifest, identity: identity, network: model.network, precision: precision, maximumBatch: 1)
        let embeddings = try inputs(model.manifest).flatMap { try network.run([$0]) }
        return (embeddings, network.precision)
    }

    private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
        var (dot, aa, bb) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            dot += Double(x) * Double(y)
            aa += Double(x) * Double(x)
            bb += Double(y) * Double(y)
        }
        let norm = (aa * bb).squareRoot()
        // Numbers that are not finite agree with nothing.
        return norm > 0 && norm.isFinite && dot.isFinite ? dot / norm : 0
    }
}
