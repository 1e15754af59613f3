/// An evaluation for printing and writing.
public struct EvaluationReport: Sendable, Codable {
    public var folder: String
    public var pictures: Int
    public var classes: Int
    /// Images that could not be read.
    public var leftOut: Int
    public var models: [ModelReport]

    enum CodingKeys: String, CodingKey {
        case folder, pictures, classes, models
        case leftOut = "left_out"
    }

    public init(folder: String, pictures: Int, classes: Int, leftOut: Int, models: [ModelReport]) {
        self.folder = folder
        self.pictures = pictures
        self.classes = classes
        self.leftOut = leftOut
        self.models = models
    }
}

/// The results of one model.
public struct ModelReport: Sendable, Codable {
    public var model: String
    public var dimension: Int
    public var metrics: RetrievalMetrics
    /// For the requested precision; nil if no threshold reaches it.
    public var threshold: PrecisionRecallCurve.Point?
    public var wantedPrecision: Double
    /// Every hundredth.
    public var curve: [PrecisionRecallCurve.Point]
    /// Which classes were confused with which, most frequent first.
    public var confusions: [Confusion]

    enum CodingKeys: String, CodingKey {
        case model, dimension, metrics, threshold, curve, confusions
        case wantedPrecision = "wanted_precision"
    }

    /// Queries of one class whose nearest image has another.
    public struct Confusion: Sendable, Codable, Equatable {
        public var label: String
        public var takenFor: String
        public var count: Int

        enum CodingKeys: String, CodingKey {
            case label, count
            case takenFor = "taken_for"
        }
    }

    public init(
        model: String, dimension: Int, evaluation: Evaluation, labels: [String], wantedPrecision: Double
    ) {
        self.model = model
        self.dimension = dimension
        metrics = evaluation.metrics
        self.wantedPrecision = wantedPrecision
        threshold = evaluation.curve.threshold(forPrecision: wantedPrecision)
        let points = evaluation.curve.points
        curve = stride(from: 0, to: points.count, by: 100).map { points[$0] }
        confusions = Dictionary(grouping: evaluation.mistakes) { [labels[$0.query], labels[$0.found]] }
            .map { Confusion(label: $0[0], takenFor: $0[1], count: $1.count) }
            .sorted { ($1.count, $0.label, $0.takenFor) < ($0.count, $1.label, $1.takenFor) }
    }
}
