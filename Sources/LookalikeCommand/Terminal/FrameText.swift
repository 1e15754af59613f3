import Foundation
import LookalikeCatalogue
import LookalikeEngine

/// Which part of its file a result is, for people and for programs.
struct FoundFrame: Encodable {
    /// `video`, `page` or `animation`.
    let kind: String
    /// Of a video: since its beginning.
    let seconds: Double?
    /// Of a page or an animation: from 1.
    let number: Int?
    /// Nil for those beside a result's own.
    var duration: Double?
    /// How many pages or frames there are.
    var count: Int?
    /// Of those beside a result's own.
    var score: Double?

    init(_ frame: ImageFrame) {
        kind = frame.kind.rawValue
        seconds = frame.kind == .video ? frame.position : nil
        number = frame.kind == .video ? nil : Int(frame.position)
        duration = frame.kind == .video ? frame.extent : nil
        count = frame.kind == .video ? nil : frame.extent.map { Int($0) }
    }

    init(_ match: FramesOfResult.Match) {
        self.init(match.frame)
        (duration, count, score) = (nil, nil, Double(match.score))
    }

    /// Such as `1:02:03`, `0:12` or `page 3`.
    var text: String {
        if let number { return "\(kind == ImageFrame.Kind.page.rawValue ? "page" : "frame") \(number)" }
        let whole = Int(seconds ?? 0)
        let minutes = String(format: "%d:%02d", whole / 60 % 60, whole % 60)
        return whole < 3_600
            ? minutes : String(format: "%d:%02d:%02d", whole / 3_600, whole / 60 % 60, whole % 60)
    }

    /// A result's own part, and others of its file.
    static func text(_ frame: FoundFrame, others: [FoundFrame]) -> String {
        let shown = others.prefix(3).map(\.text).joined(separator: ", ")
        let rest = others.count > 3 ? ", …" : ""
        return frame.text + (others.isEmpty ? "" : ", also \(shown)\(rest)")
    }
}
