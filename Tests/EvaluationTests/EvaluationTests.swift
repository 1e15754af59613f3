import Foundation
import LookalikeEvaluation
import Testing

@Suite(.timeLimit(.minutes(10))) struct EvaluationTests {
    /// Two classes on a circle, one picture of the second among the first.
    static let vectors: [[Float]] = [[1, 0], [0.99, 0.1], [0.98, 0.15], [0, 1], [0.1, 0.99]]
    static let labels = ["a", "a", "b", "b", "b"]

    @Test func measuresByHandCountedRanks() throws {
        let evaluation = try Evaluation(vectors: Self.vectors, labels: Self.labels)
        let metrics = evaluation.metrics
        // Rankings: 0 → 1 2 4 3, 1 → 2 0 4 3, 2 → 1 0 4 3, 3 → 4 2 1 0, 4 → 3 2 1 0.
        #expect(metrics.queries == 5)
        #expect(metrics.precisionAt1 == 3.0 / 5)
        #expect(abs(metrics.precisionAt10 - (0.1 + 0.1 + 0.2 + 0.2 + 0.2) / 5) < 1e-12)
        let precisions = [1, 1.0 / 2, (1.0 / 3 + 2.0 / 4) / 2, 1, 1]
        #expect(abs(metrics.meanAveragePrecision - precisions.reduce(0, +) / 5) < 1e-12)
        #expect(metrics.recall.first { $0.k == 5 }?.value == 1)
        #expect(evaluation.mistakes.map(\.query).sorted() == [1, 2])
    }

    @Test func agreesWithAPlainComputation() throws {
        var state: UInt64 = 7
        func random() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / Float(1 << 24) - 0.5
        }
        let vectors = (0..<120).map { _ in (0..<17).map { _ in random() } }
        let labels = (0..<120).map { "class \($0 * $0 % 7)" }
        let evaluation = try Evaluation(vectors: vectors, labels: labels)
        var (first, average) = (0.0, 0.0)
        func cosine(_ a: [Float], _ b: [Float]) -> Double {
            let dot = zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            let norms = [a, b].map { $0.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
            return dot / norms[0] / norms[1]
        }
        for query in vectors.indices {
            let others = vectors.indices.filter { $0 != query }
                .sorted { cosine(vectors[query], vectors[$0]) > cosine(vectors[query], vectors[$1]) }
            let hits = others.map { labels[$0] == labels[query] }
            first += hits[0] ? 1 : 0
            var (found, sum) = (0.0, 0.0)
            for (position, hit) in hits.enumerated() where hit {
                found += 1
                sum += found / Double(position + 1)
            }
            average += sum / found
        }
        #expect(abs(evaluation.metrics.precisionAt1 - first / 120) < 1e-12)
        #expect(abs(evaluation.metrics.meanAveragePrecision - average / 120) < 1e-9)
    }

    @Test func findsTheThresholdForAPrecision() throws {
        let evaluation = try Evaluation(vectors: Self.vectors, labels: Self.labels)
        let (curve, points) = (evaluation.curve, evaluation.curve.points)
        // The surest pair, 1–2 (0.9987), is wrong; 0–1 and 3–4 (0.9949) are right, 0–2 (0.9885) is wrong, and 2–4
        // (0.248) and 2–3 (0.151) are right.
        let perfect = curve.threshold(forPrecision: 1)
        #expect(perfect == nil)
        let twoThirds = try #require(curve.threshold(forPrecision: 2.0 / 3))
        #expect(twoThirds.threshold == 0.9885 && twoThirds.recall == 0.5)
        let inRange = points.allSatisfy { (0...1).contains($0.precision) && (0...1).contains($0.recall) }
        #expect(inRange && points.first?.recall == 1)
    }

    @Test func aClassOfOneIsSearchedButNeverAsks() throws {
        let evaluation = try Evaluation(
            vectors: [[1, 0], [0.9, 0.1], [1, 0.05]], labels: ["a", "a", "alone"])
        #expect(evaluation.metrics.queries == 2)
        #expect(evaluation.metrics.precisionAt1 == 0)
    }

    @Test func refusesWhatHasNothingToCompare() {
        #expect(throws: EvaluationError.nothingToCompare) {
            try Evaluation(vectors: [[1], [2]], labels: ["a", "b"])
        }
        #expect(throws: EvaluationError.nothingToCompare) { try Evaluation(vectors: [], labels: []) }
    }

    @Test func equalScoresKeepTheOrderOfThePictures() throws {
        let evaluation = try Evaluation(
            vectors: [[1, 0], [1, 0], [1, 0], [1, 0]], labels: ["a", "b", "a", "b"])
        // Every query sees the others in order: 0 → 1 2 3, 1 → 0 2 3, 2 → 0 1 3, 3 → 0 1 2.
        #expect(evaluation.metrics.precisionAt1 == 1.0 / 4)
    }
}

@Suite(.timeLimit(.minutes(10))) struct LabelledImageTests {
    @Test func takesTheFirstFolderAsTheClass() {
        let (labelled, unlabelled) = LabelledImage.byFolder(
            ["set/dress/1.jpg", "set/hat/deep/2.jpg", "set/loose.jpg"], root: "set")
        #expect(labelled.map(\.label) == ["dress", "hat"])
        #expect(unlabelled == ["set/loose.jpg"])
    }

    @Test func readsListsWithQuotesAndHeaders() throws {
        let csv = "path,label\r\n\"a, b.jpg\",\"say \"\"hat\"\"\"\n\n/abs.jpg,dress\n"
        let pictures = try LabelledImage.list(csv: csv, folder: "here")
        #expect(
            pictures == [
                LabelledImage(path: "here/a, b.jpg", label: "say \"hat\""),
                LabelledImage(path: "/abs.jpg", label: "dress"),
            ])
    }

    @Test func namesTheLineThatCanNotBeRead() {
        #expect(throws: EvaluationError.unreadableList(line: 2)) {
            try LabelledImage.list(csv: "a.jpg,x\nb.jpg\n", folder: ".")
        }
    }
}

@Suite(.timeLimit(.minutes(10))) struct EvaluationPageTests {
    @Test func escapesWhatItShows() throws {
        let labels = ["<b>", "<b>", "\"c\"", "\"c\""]
        let evaluation = try Evaluation(vectors: [[1, 0], [0, 1], [1, 0.1], [0.1, 1]], labels: labels)
        let model = ModelReport(
            model: "m<", dimension: 2, evaluation: evaluation, labels: labels, wantedPrecision: 0.9)
        let report = EvaluationReport(folder: "f&", images: 4, classes: 2, leftOut: 1, models: [model])
        let picture = EvaluationPage.Shown(label: "<b>", path: "a\"b", jpeg: [1, 2, 3])
        let example = EvaluationPage.Example(query: picture, found: picture, right: picture, rightRank: 3)
        let page = EvaluationPage.html(report, examples: ["m<": [example]])
        #expect(!page.contains("<b>\"") && page.contains("&lt;b&gt;") && page.contains("f&amp;"))
        #expect(page.contains("AQID"))
        #expect(model.confusions.map(\.count).reduce(0, +) == 4)
    }
}
