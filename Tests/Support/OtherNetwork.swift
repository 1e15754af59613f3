internal import Foundation

/// A second model that OpenVINO runs: `other`, whose network takes the largest colours where `tiny` takes the means.
public enum OtherNetwork {
    /// - Parameter models: a folder of models; made where there is none.
    public static func add(to models: String) throws {
        let folder = models + "/other"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, old, new) in [
            ("model.json", "\"tiny\"", "\"other\""), ("network.xml", "type=\"AvgPool\"", "type=\"MaxPool\""),
        ] {
            let text = try String(contentsOfFile: "\(Fixtures.models)/tiny/\(name)", encoding: .utf8)
            try text.replacingOccurrences(of: old, with: new).write(
                toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
    }
}
