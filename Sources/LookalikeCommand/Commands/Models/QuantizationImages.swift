import LookalikeEngine
import LookalikeModelTools

extension QuantizationImages {
    /// Images of a folder, to calibrate with; all of the other folder, or of the same one, to measure with.
    ///
    /// - Throws: ``CommandFailure`` if there are no images, or no classes in `other`.
    init(calibration folder: String, evaluation other: String?) throws {
        let files = try Self.files(in: folder)
        let source = other ?? folder
        let evaluation = Group(files: try other.map(Self.files) ?? files, below: source)
        if other != nil, evaluation.labels == nil {
            throw CommandFailure("\(source) has no folders of classes with images.")
        }
        try self.init(calibration: Group(files: files), evaluation: evaluation)
    }

    private static func files(in folder: String) throws -> [String] {
        let (files, problems, passedBy) = ImageList.expand([folder])
        for problem in problems { Terminal.complain("\(problem.path): \(problem.detail)") }
        PassedByText.note(passedBy.count, passedBy.kinds())
        guard !files.isEmpty else { throw CommandFailure("There are no images in '\(folder)'.") }
        return files
    }
}
