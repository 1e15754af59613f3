import LookalikeEmbedding
import LookalikeEngine
import LookalikeEvaluation
import LookalikePictures

/// Measures one model on labelled images: searched by as they are, and by other views of them.
struct EvaluationRun {
    let model: LoadedModel
    let embedder: Embedder
    /// Each is measured in both combinations.
    let views: [AugmentationFlag]
    /// What is done to each image that is searched by.
    let turn: ImageTurn
    let precision: Double

    /// The images that can be read, and what was measured on them: first of the images as they are.
    struct Measured {
        let images: [LabelledImage]
        var results: [(report: ModelReport, evaluation: Evaluation)] = []
    }

    func measure(_ images: [LabelledImage]) async throws -> Measured {
        let (vectors, readable) = try await LabelledFiles.embed(images, with: model, embedder)
        var measured = Measured(images: readable)
        let turned = turn == .none ? nil : try await vectorsOfViews(Augmentation(), readable)
        measured.results = [try result(vectors, queries: turned, readable, nil)]
        for view in views {
            let made = try await vectorsOfViews(view.by(.best), readable)
            for combination in Augmentation.Combination.allCases {
                let augmentation = view.by(combination)
                let queries = try made.map { try augmentation.queries($0) }
                measured.results.append(
                    try result(vectors, queries: queries, readable, augmentation.description))
            }
        }
        return measured
    }

    private func result(
        _ vectors: [[Float]], queries: [[[Float]]]?, _ images: [LabelledImage], _ augmentation: String?
    ) throws -> (report: ModelReport, evaluation: Evaluation) {
        let labels = images.map(\.label)
        let evaluation = try Evaluation(vectors: vectors, queries: queries, labels: labels)
        let report = ModelReport(
            model: model.manifest.name, augmentation: augmentation, dimension: model.manifest.dimension,
            evaluation: evaluation, labels: labels, wantedPrecision: precision)
        return (report, evaluation)
    }

    /// For each image the vectors of its views.
    private func vectorsOfViews(
        _ augmentation: Augmentation, _ images: [LabelledImage]
    ) async throws -> [[[Float]]] {
        let display = ProgressDisplay("embedded")
        var vectors: [[[Float]]] = []
        try await embedder.embed(
            viewsOf: images.map(\.path), with: model, augmentation, turn: turn, progress: display.show
        ) { place, outcome in
            switch outcome {
            case .embedded(let views): vectors.append(views)
            // It could be read a moment ago.
            case .unreadable(let detail): throw CommandFailure("\(images[place].path): \(detail)")
            }
        }
        display.finish()
        return vectors
    }
}
