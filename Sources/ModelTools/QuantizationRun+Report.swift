internal import LookalikeEmbedding
internal import LookalikeEngine
internal import LookalikeEvaluation
internal import LookalikeModelRegistry
internal import LookalikeWorkThreads

extension QuantizationRun {
    /// Measures a draft against its parent as it is served.
    func report(
        _ draft: ModelDraft, _ precision: Precision, maximumLoss: Double, _ meter: QuantizationMeter
    ) async throws -> QuantizationReport {
        let quantized = try await load(draft, precision)
        let expected = try await vectors(
            images.evaluation, with: parent, meter, "embedded by '\(parent.manifest.name)'")
        let found = try await vectors(images.evaluation, with: quantized, meter, "embedded by '\(target)'")
        guard found.contains(where: { $0 != nil }) else { throw QuantizationRunError.noImageReadable }
        let cosine = Self.meanCosine(found, expected)
        var pairs: (one: QuantizationReport.Pair, ten: QuantizationReport.Pair)?
        if let labels = images.evaluation.labels {
            let (a, b) = (try await Self.metrics(expected, labels), try await Self.metrics(found, labels))
            pairs = (
                .init(parent: a.precisionAt1, quantized: b.precisionAt1),
                .init(parent: a.precisionAt10, quantized: b.precisionAt10)
            )
        }
        let loss = pairs.map { max($0.parent - $0.quantized, $1.parent - $1.quantized) } ?? 1 - cosine
        let networks = [parent.network, quantized.network]
        let times = try await Blocking.run { try NetworkTimes.medians(networks) }
        return QuantizationReport(
            name: target, parent: parent.manifest.name, calibrationImages: images.calibration.files.count,
            evaluationImages: found.count { $0 != nil }, precisionAt1: pairs?.one, precisionAt10: pairs?.ten,
            cosine: cosine, millisecondsPerImage: .init(parent: times[0], quantized: times[1]),
            networkBytes: .init(
                parent: Double(try ModelFacts.bytes(of: installed.network)),
                quantized: Double(try ModelFacts.bytes(of: draft.model.network))),
            precision: precision.rawValue, loss: max(0, loss), maximumLoss: maximumLoss,
            installed: loss <= maximumLoss)
    }

    private static func metrics(
        _ vectors: [[Float]?], _ labels: [String]
    ) async throws -> RetrievalMetrics {
        try await Blocking.run {
            let readable = vectors.indices.filter { vectors[$0] != nil }
            return try Evaluation(
                vectors: readable.compactMap { vectors[$0] }, labels: readable.map { labels[$0] }
            ).metrics
        }
    }
}
