import Foundation
import LookalikeEngine
import LookalikeEvaluation

/// The images that a model is quantised and measured with.
struct QuantizationImages {
    /// At most ``limit``, from all over the folder.
    let calibration: [String]
    /// All of the other folder, or of the same one.
    let evaluation: [String]
    /// The class of each of ``evaluation``; nil if fewer than two classes are told by folders.
    let labels: [String]?

    /// More change the ranges of activations by less than a step.
    static let limit = 300

    /// - Throws: ``CommandFailure`` if there are no images.
    init(calibration folder: String, evaluation other: String?) throws {
        let files = try Self.files(in: folder)
        let count = min(Self.limit, files.count)
        calibration = (0..<count).map { files[$0 * files.count / count] }
        let source = other ?? folder
        let candidates = try other.map(Self.files) ?? files
        let labelled = LabelledImage.byFolder(candidates, root: source).labelled
        let sizes = Dictionary(grouping: labelled, by: \.label).mapValues(\.count)
        guard sizes.count > 1, sizes.values.contains(where: { $0 > 1 }) else {
            if other != nil { throw CommandFailure("\(source) has no folders of classes with images.") }
            (evaluation, labels) = (candidates, nil)
            return
        }
        evaluation = labelled.map(\.path)
        labels = labelled.map(\.label)
    }

    private static func files(in folder: String) throws -> [String] {
        let (files, problems, passedBy) = ImageList.expand([folder])
        for problem in problems { Terminal.complain("\(problem.path): \(problem.detail)") }
        PassedByText.note(passedBy.count, passedBy.kinds())
        guard !files.isEmpty else { throw CommandFailure("There are no images in '\(folder)'.") }
        return files
    }
}
