internal import Foundation

/// An evaluation as a self-contained HTML page.
public enum EvaluationPage {
    /// A mistake with its images.
    public struct Example: Sendable {
        /// The image that was searched by; it has no score.
        public var query: Shown
        /// The nearest image, of another class.
        public var found: Shown
        /// The nearest image of the query's own class.
        public var right: Shown
        /// The rank of that image, counted from 1.
        public var rightRank: Int

        /// A mistake to show.
        public init(query: Shown, found: Shown, right: Shown, rightRank: Int) {
            self.query = query
            self.found = found
            self.right = right
            self.rightRank = rightRank
        }
    }

    /// An image to show.
    public struct Shown: Sendable {
        /// The image's class.
        public var label: String
        /// Where the image's file is.
        public var path: String
        /// The cosine of it and the query; nil for the query.
        public var score: Float?
        /// A small JPEG.
        public var jpeg: [UInt8]

        /// An image, with its score unless it is the query.
        public init(label: String, path: String, score: Float? = nil, jpeg: [UInt8]) {
            self.label = label
            self.path = path
            self.score = score
            self.jpeg = jpeg
        }
    }

    /// - Parameter examples: by ``ModelReport/title``, worst first.
    public static func html(_ report: EvaluationReport, examples: [String: [Example]]) -> String {
        let sections = report.models.map { model in
            """
            <section><h2>\(escape(model.title))</h2>
            \(PrecisionRecallChart.svg(model))
            \(confusions(model))
            <h3>Worst mistakes</h3>
            \((examples[model.title] ?? []).map(row).joined(separator: "\n"))
            </section>
            """
        }
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Evaluation of \(escape(report.folder))</title><style>\(style)</style></head><body><main>
            <h1>Evaluation</h1>
            <p>\(escape(report.folder)): \(report.images) images of \(report.classes) classes\
            \(report.leftOut > 0 ? ", \(report.leftOut) left out because they could not be read" : "").
            Each image is searched among all others\(report.turnedQueries == true ? ", turned by a quarter" : "").</p>
            \(table(report))
            \(sections.joined(separator: "\n"))
            </main></body></html>

            """
    }

    private static func table(_ report: EvaluationReport) -> String {
        let rows = report.models.map { model in
            let metrics = model.metrics
            let recall = metrics.recall.map { "<td>\(number($0.value))</td>" }.joined()
            let threshold =
                model.threshold.map { "\(number($0.threshold)) (recall \(number($0.recall)))" } ?? "none"
            return """
                <tr><th>\(escape(model.title))</th><td>\(number(metrics.precisionAt1))</td>\
                <td>\(number(metrics.precisionAt10))</td>\(recall)<td>\(number(metrics.meanAveragePrecision))</td>\
                <td>\(threshold)</td></tr>
                """
        }
        let depths = RetrievalMetrics.recallDepths.map { "<th>recall@\($0)</th>" }.joined()
        let wanted = report.models.first?.wantedPrecision ?? 0
        return """
            <div class="wide"><table><tr><th>model</th><th>P@1</th><th>P@10</th>\(depths)<th>mAP</th>\
            <th>threshold for precision \(number(wanted))</th></tr>
            \(rows.joined(separator: "\n"))</table></div>
            """
    }

    private static func confusions(_ model: ModelReport) -> String {
        if model.confusions.isEmpty { return "<p>Every nearest image is of the right class.</p>" }
        let items = model.confusions.prefix(12).map {
            "<li>\(escape($0.label)) → \(escape($0.takenFor)): \($0.count)</li>"
        }
        return "<h3>Classes taken for others</h3><ul class=\"confusions\">\(items.joined())</ul>"
    }

    private static func row(_ example: Example) -> String {
        """
        <div class="mistake">\(figure(example.query, "query"))\(figure(example.found, "nearest"))\
        \(figure(example.right, "should be first, is number \(example.rightRank)"))</div>
        """
    }

    private static func figure(_ shown: Shown, _ role: String) -> String {
        let score = shown.score.map { " · \(number(Double($0)))" } ?? ""
        return """
            <figure><img alt="\(escape(shown.label))" title="\(escape(shown.path))" \
            src="data:image/jpeg;base64,\(Data(shown.jpeg).base64EncodedString())">
            <figcaption><b>\(escape(shown.label))</b>\(score)<br>\(role)</figcaption></figure>
            """
    }

    static func number(_ value: Double) -> String { String(format: "%.3f", value) }

    static func escape(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
    }

    private static let style = """
        :root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0}
        main{max-width:64rem;margin:2rem auto;padding:0 1rem}.wide{overflow-x:auto}
        table{border-collapse:collapse}td,th{padding:.35rem .7rem;border-bottom:1px solid #8885;text-align:right}
        th:first-child{text-align:left}.mistake{display:flex;gap:1rem;margin:1rem 0;flex-wrap:wrap}
        figure{margin:0;width:11rem}img{width:11rem;height:11rem;object-fit:contain;background:#8882;border-radius:.5rem}
        figcaption{font-size:.85rem}.confusions{columns:2}svg{max-width:100%;height:auto}
        """
}
