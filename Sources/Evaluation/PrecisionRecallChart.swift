/// A chart of precision and recall over the threshold.
enum PrecisionRecallChart {
    private static let width = 640.0
    private static let height = 260.0
    private static let margin = 40.0

    static func svg(_ model: ModelReport) -> String {
        let points = model.curve.filter { $0.threshold >= 0 }
        let marker = model.threshold.map { point in
            let x = position(point.threshold)
            return """
                <line x1="\(x)" x2="\(x)" y1="10" y2="\(height - margin)" stroke="currentColor" stroke-dasharray="4 4"/>
                <text x="\(x + 5)" y="22" fill="currentColor">\(EvaluationPage.number(point.threshold))</text>
                """
        }
        return """
            <svg viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" role="img" font-size="13"
            aria-label="Precision and recall over the threshold">
            \(line(points.map { ($0.threshold, $0.precision) }, "#3b7dd8"))
            \(line(points.map { ($0.threshold, $0.recall) }, "#d8813b"))
            \(marker ?? "")
            <line x1="\(margin)" x2="\(width - 10)" y1="\(height - margin)" y2="\(height - margin)" stroke="currentColor"/>
            \([0, 0.25, 0.5, 0.75, 1].map(tick).joined())
            <text x="\(margin)" y="\(height - 6)" fill="#3b7dd8">precision</text>
            <text x="\(margin + 80)" y="\(height - 6)" fill="#d8813b">recall</text>
            <text x="\(width - 10)" y="\(height - 6)" fill="currentColor" text-anchor="end">threshold</text>
            </svg>
            """
    }

    private static func position(_ threshold: Double) -> Double {
        margin + threshold * (width - margin - 10)
    }

    private static func line(_ points: [(Double, Double)], _ colour: String) -> String {
        let path = points.map { x, y in "\(position(x)),\(10 + (1 - y) * (height - margin - 10))" }
        return
            "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\" points=\"\(path.joined(separator: " "))\"/>"
    }

    private static func tick(_ value: Double) -> String {
        """
        <text x="\(position(value))" y="\(height - margin + 18)" fill="currentColor" text-anchor="middle">\(value)</text>
        <text x="4" y="\(14 + (1 - value) * (height - margin - 10))" fill="currentColor">\(value)</text>
        """
    }
}
