import Foundation
import LookalikeEngine
import LookalikeEvaluation
import SystemPackage

/// Labelled images of a folder or a list, for commands that measure.
enum LabelledFiles {
    /// - Parameter source: a folder of class folders, or a CSV file of `path,label` lines.
    static func find(_ source: String) throws -> [LabelledImage] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
            throw CommandFailure("There is no '\(source)'.")
        }
        guard isFolder.boolValue else {
            guard let text = try? String(contentsOfFile: source, encoding: .utf8) else {
                throw CommandFailure("\(source) can't be read as text.")
            }
            let folder = FilePath(source).removingLastComponent().string
            return try LabelledImage.list(csv: text, folder: folder.isEmpty ? "." : folder)
        }
        let (files, problems, passedBy) = ImageList.expand([source])
        for problem in problems { Terminal.complain("\(problem.path): \(problem.detail)") }
        PassedByText.note(passedBy.count, passedBy.kinds())
        let (labelled, unlabelled) = LabelledImage.byFolder(files, root: source)
        if !unlabelled.isEmpty {
            Terminal.complain("\(unlabelled.count) images lie in no class folder and are left out")
        }
        return labelled
    }

    /// The vectors of those that can be read; the others are reported.
    static func embed(
        _ images: [LabelledImage], with model: LoadedModel, _ embedder: Embedder
    ) async throws -> (vectors: [[Float]], images: [LabelledImage]) {
        let display = ProgressDisplay("embedded")
        var vectors: [[Float]] = []
        var readable: [LabelledImage] = []
        try await embedder.embed(files: images.map(\.path), with: model, progress: display.show) {
            switch $1 {
            case .embedded(let result):
                vectors.append(result.vector)
                readable.append(images[$0])
            case .unreadable(let detail): Terminal.complain("\(images[$0].path): \(detail)")
            }
        }
        display.finish()
        return (vectors, readable)
    }
}
