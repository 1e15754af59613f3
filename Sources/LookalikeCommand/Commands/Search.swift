import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikePictures

struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the images most similar to a given one.",
        usage: "lookalike search <image> [--top-k <k>] [--threshold <t>] [options]",
        discussion: """
            Best first, with scores: 1 means the same image. Works while a server runs.

              lookalike search query.jpg --top-k 5 --threshold 0.6
              lookalike search --query_image query.jpg --company AOF --top_k 5
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: CollectionOption
    @OptionGroup var output: OutputOptions

    @OptionGroup var ofCompany: CompanySearch

    @Argument(help: "The image.")
    var image: String?

    @Option(
        name: [.customShort("k"), .long, .customLong("top_k")],
        help: ArgumentHelp("The most results, 1 to 1000.", valueName: "k"))
    var topK = 10

    // Unconditional: a negative score would otherwise be taken for an option.
    @Option(
        name: .shortAndLong, parsing: .unconditional,
        help: ArgumentHelp("Leave out results with a lower score.", valueName: "t"))
    var threshold: Double?

    func validate() throws {
        guard image != nil || ofCompany.queryImage != nil else {
            throw ValidationError("Missing expected argument '<image>'")
        }
        guard (1...1000).contains(topK) else { throw ValidationError("--top-k goes from 1 to 1000.") }
        if let threshold, !threshold.isFinite { throw ValidationError("--threshold is a number.") }
    }

    func run() async throws {
        // `validate` has checked that one of them is given.
        let image = image ?? ofCompany.queryImage ?? ""
        if ofCompany.isAsked { return try await ofCompany.run(common, image: image, topK: topK) }
        let engine = try await common.reader()
        let collection = try await engine.collection(named: target.collection)
        let bytes = try InputImage.read(image, limit: engine.configuration.limits.maximumBytes)
        let answer: SearchAnswer
        do {
            answer = try await engine.search(
                collection, for: .image(bytes), options: SearchOptions(topK: topK, threshold: threshold))
        } catch let error as PictureError {
            throw CommandFailure("\(image): \(error)")
        }
        for warning in answer.warnings { Terminal.note("\(image): \(warning)") }
        if let warning = answer.damageWarning { Terminal.note(warning) }
        let results = answer.matches.map { match in
            FoundImage(
                score: Double(match.score), id: match.image.id, name: match.image.name,
                path: engine.location(of: match.image, in: collection), mark: match.image.mark)
        }
        if output.json {
            return try Terminal.printJSON(
                FoundImages(
                    collection: collection.name, model: collection.record.model, results: results,
                    totalCompared: answer.compared, thresholdUsed: threshold))
        }
        if results.isEmpty {
            let among = "\(answer.compared) image\(answer.compared == 1 ? "" : "s")"
            return Terminal.note(
                answer.compared == 0
                    ? "'\(collection.name)' is empty: fill it with 'lookalike sync DIR --collection \(collection.name)'."
                    : "Nothing like it among \(among): try a lower --threshold.")
        }
        var table = TextTable(header: [("SCORE", .right), ("ID", .left), ("PATH", .left)])
        table.rows = results.map { [String(format: "%.4f", $0.score), $0.id, $0.path] }
        try Terminal.print(table.text)
        for result in results { if let mark = result.mark { Terminal.note("\(result.path): \(mark)") } }
    }
}

private struct FoundImages: Encodable {
    let collection: String
    let model: String?
    let results: [FoundImage]
    let totalCompared: Int
    let thresholdUsed: Double?

    enum CodingKeys: String, CodingKey {
        case collection, model, results
        case totalCompared = "total_compared"
        case thresholdUsed = "threshold_used"
    }
}

private struct FoundImage: Encodable {
    let score: Double
    let id: String
    let name: String
    let path: String
    /// Nil for intact images.
    let mark: String?
}
