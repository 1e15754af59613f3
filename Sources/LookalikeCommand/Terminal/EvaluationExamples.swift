import Foundation
import LookalikeEvaluation
import LookalikePictures

/// Mistakes of an evaluation with their images.
enum EvaluationExamples {
    /// The surest mistakes, at most two of one pair of classes, so that the page shows many kinds.
    static func make(_ evaluation: Evaluation, _ images: [LabelledImage], _ count: Int) -> [EvaluationPage
        .Example]
    {
        var seen: [String: Int] = [:]
        var examples: [EvaluationPage.Example] = []
        for mistake in evaluation.mistakes where examples.count < count {
            let pair = images[mistake.query].label + "\u{0}" + images[mistake.found].label
            seen[pair, default: 0] += 1
            if seen[pair]! > 2 { continue }
            guard let query = shown(images[mistake.query], nil),
                let found = shown(images[mistake.found], mistake.score),
                let right = shown(images[mistake.right], mistake.rightScore)
            else { continue }
            examples.append(.init(query: query, found: found, right: right, rightRank: mistake.rightRank))
        }
        return examples
    }

    /// Nil for an image that went away since it was embedded.
    private static func shown(_ image: LabelledImage, _ score: Float?) -> EvaluationPage.Shown? {
        guard let bytes = FileManager.default.contents(atPath: image.path),
            let jpeg = try? Thumbnail.jpeg(of: [UInt8](bytes), longSide: 240)
        else { return nil }
        return EvaluationPage.Shown(label: image.label, path: image.path, score: score, jpeg: jpeg)
    }
}
