import ArgumentParser
import Catalogue
import Engine
import Foundation

struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the pictures most like a given one.",
        discussion: """
            Best first, with scores: 1 is the same picture. Works beside a running server.

              lookalike search query.jpg --top-k 5 --threshold 0.6
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: CollectionOption
    @OptionGroup var output: OutputOptions

    @Argument(help: "The picture.")
    var image: String

    @Option(name: [.customShort("k"), .long], help: ArgumentHelp("The most results, 1 to 1000.", valueName: "k"))
    var topK = 10

    @Option(name: .shortAndLong, help: ArgumentHelp("Leave out results with a lower score.", valueName: "t"))
    var threshold: Double?

    func validate() throws {
        guard (1...1000).contains(topK) else { throw ValidationError("--top-k goes from 1 to 1000.") }
        if let threshold, !threshold.isFinite { throw ValidationError("--threshold is a number.") }
    }

    func run() async throws {
        guard let bytes = FileManager.default.contents(atPath: image) else {
            throw CommandFailure("\(image) can't be read.")
        }
        let engine = try await common.engine(purpose: nil)
        let collection = try engine.collection(named: target.collection)
        let answer = try await engine.search(
            collection, for: .picture([UInt8](bytes)), options: SearchOptions(topK: topK, threshold: threshold))
        for warning in answer.warnings { Terminal.note("\(image): \(warning)") }
        let results = try answer.matches.map { match in
            FoundPicture(
                score: Double(match.score), id: match.image.key, name: match.image.name,
                path: try engine.contentPath(of: match.image, in: collection))
        }
        if output.json {
            return try Terminal.printJSON(
                FoundPictures(
                    collection: collection.name, model: collection.record.model, results: results,
                    totalCompared: answer.compared, thresholdUsed: threshold))
        }
        if results.isEmpty {
            Terminal.note("Nothing like it among \(answer.compared) pictures.")
            return
        }
        var table = TextTable(header: [("SCORE", .right), ("ID", .left), ("PATH", .left)])
        table.rows = results.map { [String(format: "%.4f", $0.score), $0.id, $0.path] }
        Terminal.print(table.text)
    }
}

private struct FoundPictures: Encodable {
    let collection: String
    let model: String
    let results: [FoundPicture]
    let totalCompared: Int
    let thresholdUsed: Double?

    enum CodingKeys: String, CodingKey {
        case collection, model, results
        case totalCompared = "total_compared"
        case thresholdUsed = "threshold_used"
    }
}

private struct FoundPicture: Encodable {
    let score: Double
    let id: String
    let name: String
    let path: String
}
