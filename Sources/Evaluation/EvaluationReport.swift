/// An evaluation for printing and writing.
public struct EvaluationReport: Sendable, Codable {
    /// The folder of labelled images.
    public var folder: String
    /// Images that were read.
    public var images: Int
    /// The number of different classes.
    public var classes: Int
    /// Images that could not be read.
    public var leftOut: Int
    /// Whether each query was turned by a quarter; the images that it was searched among were not. Nil where not.
    public var turnedQueries: Bool?
    /// The results, one for each model that was compared.
    public var models: [ModelReport]

    enum CodingKeys: String, CodingKey {
        case folder, classes, models
        case images = "pictures"
        case leftOut = "left_out"
        case turnedQueries = "turned_queries"
    }

    /// A report of one run over a folder.
    public init(folder: String, images: Int, classes: Int, leftOut: Int, models: [ModelReport]) {
        self.folder = folder
        self.images = images
        self.classes = classes
        self.leftOut = leftOut
        self.models = models
    }
}

/// The results of one model.
public struct ModelReport: Sendable, Codable {
    /// The model's name.
    public var model: String
    /// The views of the queries that were searched by, such as `turns+mirror, best`; nil for the images as they are.
    public var augmentation: String?
    /// Numbers per vector.
    public var dimension: Int
    /// How well the model retrieves.
    public var metrics: RetrievalMetrics
    /// For the requested precision; nil if no threshold reaches it.
    public var threshold: PrecisionRecallCurve.Point?
    /// The share of pairs that should be right at ``threshold``: 0 to 1.
    public var wantedPrecision: Double
    /// Every hundredth.
    public var curve: [PrecisionRecallCurve.Point]
    /// Which classes were confused with which, most frequent first.
    public var confusions: [Confusion]

    enum CodingKeys: String, CodingKey {
        case model, augmentation, dimension, metrics, threshold, curve, confusions
        case wantedPrecision = "wanted_precision"
    }

    /// Queries of one class whose nearest image has another.
    public struct Confusion: Sendable, Codable, Equatable {
        /// The class of the queries.
        public var label: String
        /// The class of their nearest images.
        public var takenFor: String
        /// The number of such queries.
        public var count: Int

        enum CodingKeys: String, CodingKey {
            case label, count
            case takenFor = "taken_for"
        }
    }

    /// The model, and what its queries were searched by: one of its kind in a report.
    public var title: String { augmentation.map { "\(model), \($0)" } ?? model }

    /// Chooses the threshold and counts the confusions.
    ///
    /// - Parameter labels: the classes of the images that `evaluation` compared, in the same order.
    public init(
        model: String, augmentation: String? = nil, dimension: Int, evaluation: Evaluation, labels: [String],
        wantedPrecision: Double
    ) {
        self.model = model
        self.augmentation = augmentation
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
