import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikePictures

struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the images most similar to given ones, or that fit words.",
        usage: "lookalike search <image> [+ <part>] [- <part>] [--text <words>] [options]",
        discussion: """
            Best first, with scores: 1 means the same image; the scores of words are lower than those of images. Works \
            while a server runs. After + comes what the results should also look like, after - what they should not: an \
            image file, or words if there is no such file; 2:mug counts twice. Words need a model that knows them.

              lookalike search query.jpg --top-k 5 --threshold 0.6
              lookalike search --text "red mug"
              lookalike search mug.jpg + "red" - "handle"
              lookalike search --query_image query.jpg --company AOF --top_k 5
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: CollectionOption
    @OptionGroup var output: OutputOptions

    @OptionGroup var ofCompany: CompanySearch

    @Argument(help: ArgumentHelp("The image; then + or - and further parts.", valueName: "image"))
    var parts: [String] = []

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp("Words that the images should fit.", valueName: "words"))
    var text: String?

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
        guard !parts.isEmpty || text != nil || ofCompany.queryImage != nil else {
            throw ValidationError("Missing expected argument '<image>'")
        }
        if let problem = SearchParts(parts, text: text).problem { throw ValidationError(problem) }
        guard (1...1000).contains(topK) else { throw ValidationError("--top-k goes from 1 to 1000.") }
        if let threshold, !threshold.isFinite { throw ValidationError("--threshold is a number.") }
    }

    func run() async throws {
        if ofCompany.isAsked {
            // `validate` has checked that there is a query.
            guard let image = ofCompany.queryImage ?? parts.first, text == nil, parts.count <= 1 else {
                throw CommandFailure("A company is searched by one image.")
            }
            return try await ofCompany.run(common, image: image, topK: topK)
        }
        let engine = try await common.reader()
        let collection = try await engine.collection(named: target.collection)
        let limit = engine.configuration.limits.maximumBytes
        let given = parts.isEmpty && text == nil ? [ofCompany.queryImage].compactMap { $0 } : parts
        let query = try SearchParts(given, text: text).query(limit: limit)
        let image = given.first ?? "The query"
        let answer: SearchAnswer
        do {
            answer = try await engine.search(
                collection, for: query, options: SearchOptions(topK: topK, threshold: threshold))
        } catch let error as PictureError {
            throw CommandFailure("\(image): \(error)")
        }
        for note in answer.notes { Terminal.note(note) }
        for warning in answer.warnings { Terminal.note("\(image): \(warning)") }
        if let warning = answer.damageWarning { Terminal.note(warning) }
        let offline = try await engine.lookAtRoots(of: collection)
        let results = answer.matches.map { match in
            FoundImage(
                score: Double(match.score), id: match.image.id, name: match.image.name,
                path: engine.location(of: match.image, in: collection), mark: match.image.mark,
                offline: match.image.root.map { offline[$0] == true } == true ? true : nil)
        }
        if output.json {
            return try Terminal.printJSON(
                FoundImages(
                    collection: collection.name, model: collection.record.model, results: results,
                    totalCompared: answer.compared, thresholdUsed: threshold, scoreScale: answer.scale,
                    notes: answer.notes))
        }
        if results.isEmpty {
            let among = "\(answer.compared) image\(answer.compared == 1 ? "" : "s")"
            return Terminal.note(
                answer.compared == 0
                    ? "'\(collection.name)' is empty: fill it with 'lookalike sync DIR --collection \(collection.name)'."
                    : "Nothing like it among \(among): try a lower --threshold.")
        }
        var table = TextTable(header: [("SCORE", .right), ("ID", .left), ("PATH", .left)])
        table.rows = results.map {
            [String(format: "%.4f", $0.score), $0.id, $0.path + ($0.offline == true ? " (offline)" : "")]
        }
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
    let scoreScale: ScoreScale
    let notes: [String]

    enum CodingKeys: String, CodingKey {
        case collection, model, results, notes
        case scoreScale = "score_scale"
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
    /// True if the folder that it came from is missing; else nil.
    let offline: Bool?
}
