import Foundation
import LookalikeEmbedding
import LookalikeEngine
import LookalikeEvaluation
import LookalikeModelRegistry

/// An 8-bit model beside its parent.
struct QuantizationReport: Encodable {
    /// One number of both models.
    struct Pair: Encodable {
        let parent: Double
        let quantized: Double
    }

    let name: String
    let parent: String
    let calibrationImages: Int
    let evaluationImages: Int
    /// Nil without labelled images.
    let precisionAt1: Pair?
    let precisionAt10: Pair?
    /// The mean over the images.
    let cosine: Double
    let millisecondsPerImage: Pair
    let networkBytes: Pair
    /// What the rest of the network is computed in.
    let precision: String
    let loss: Double
    let maximumLoss: Double
    let installed: Bool

    enum CodingKeys: String, CodingKey {
        case name, parent, cosine, precision, loss, installed
        case calibrationImages = "calibration_images"
        case evaluationImages = "evaluation_images"
        case precisionAt1 = "p_at_1"
        case precisionAt10 = "p_at_10"
        case millisecondsPerImage = "ms_per_image"
        case networkBytes = "network_bytes"
        case maximumLoss = "max_loss"
    }

    /// Why the model is not installed; nil if it is good enough.
    var refusal: String? {
        guard !installed else { return nil }
        let what = precisionAt1 == nil ? "of the cosine to the parent's vectors" : "of P@1 or P@10"
        return "'\(name)' is not installed: it loses \(Self.number(loss)) \(what), and --max-loss is "
            + "\(Self.number(maximumLoss))."
    }

    /// For the model's description.
    var sentence: String {
        let quality =
            if let one = precisionAt1, let ten = precisionAt10 {
                "P@1 \(Self.number(one.parent)) → \(Self.number(one.quantized)), P@10 "
                    + "\(Self.number(ten.parent)) → \(Self.number(ten.quantized)) on \(evaluationImages) images"
            } else {
                "mean cosine \(Self.number(cosine)) to its vectors of \(evaluationImages) images"
            }
        return "\(parent) in 8 bits, calibrated on \(calibrationImages) images: \(quality)."
    }

    var text: String {
        var table = TextTable(header: [("", .left), (parent, .right), (name, .right)])
        if let one = precisionAt1 {
            table.rows.append(["P@1", Self.number(one.parent), Self.number(one.quantized)])
        }
        if let ten = precisionAt10 {
            table.rows.append(["P@10", Self.number(ten.parent), Self.number(ten.quantized)])
        }
        table.rows += [
            ["mean cosine", "", Self.number(cosine)],
            [
                "ms per image", String(format: "%.2f", millisecondsPerImage.parent),
                String(format: "%.2f", millisecondsPerImage.quantized),
            ],
            [
                "network", Terminal.size(Int(networkBytes.parent)),
                Terminal.size(Int(networkBytes.quantized)),
            ],
        ]
        return table.text
    }

    private static func number(_ value: Double) -> String { String(format: "%.4f", value) }
}

extension QuantizationRun {
    /// Measures a draft against its parent as it is served.
    func report(
        _ draft: ModelDraft, _ precision: Precision, maximumLoss: Double
    ) async throws -> QuantizationReport {
        let quantized = try load(draft, precision)
        let expected = try await vectors(
            images.evaluation, with: parent, "embedded by '\(parent.manifest.name)'")
        let found = try await vectors(images.evaluation, with: quantized, "embedded by '\(target)'")
        let cosine = Self.meanCosine(found, expected)
        var pairs: (one: QuantizationReport.Pair, ten: QuantizationReport.Pair)?
        if let labels = images.labels {
            let (a, b) = (try Self.metrics(expected, labels), try Self.metrics(found, labels))
            pairs = (
                .init(parent: a.precisionAt1, quantized: b.precisionAt1),
                .init(parent: a.precisionAt10, quantized: b.precisionAt10)
            )
        }
        let loss = pairs.map { max($0.parent - $0.quantized, $1.parent - $1.quantized) } ?? 1 - cosine
        let times = try NetworkTimes.medians([parent.network, quantized.network])
        return QuantizationReport(
            name: target, parent: parent.manifest.name, calibrationImages: images.calibration.count,
            evaluationImages: found.count { $0 != nil }, precisionAt1: pairs?.one, precisionAt10: pairs?.ten,
            cosine: cosine, millisecondsPerImage: .init(parent: times[0], quantized: times[1]),
            networkBytes: .init(
                parent: try bytes(parent: true, draft), quantized: try bytes(parent: false, draft)),
            precision: precision.rawValue, loss: max(0, loss), maximumLoss: maximumLoss,
            installed: loss <= maximumLoss)
    }

    private static func metrics(_ vectors: [[Float]?], _ labels: [String]) throws -> RetrievalMetrics {
        let readable = vectors.indices.filter { vectors[$0] != nil }
        return try Evaluation(
            vectors: readable.compactMap { vectors[$0] }, labels: readable.map { labels[$0] }
        )
        .metrics
    }
}

extension QuantizationRun {
    /// Of the network's file.
    private func bytes(parent isParent: Bool, _ draft: ModelDraft) throws -> Double {
        switch isParent ? network : draft.model.network {
        case .memory(let bytes): return Double(bytes.pointer.count)
        case .file(let path):
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            return Double(size ?? 0)
        }
    }
}
