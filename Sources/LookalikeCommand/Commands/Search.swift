import ArgumentParser
import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikePictures

struct Search: ServedCommand {
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
              lookalike search mug.jpg --augment turns --fold --page 2
              lookalike search --text beach --threshold 0.2 --sort date
              lookalike search --query_image query.jpg --company AOF --top_k 5
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: CollectionOption
    @OptionGroup var output: OutputOptions

    @OptionGroup var ofCompany: CompanySearch
    @OptionGroup var paging: SearchPaging

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

    /// A company's folder is none of the data folder's.
    var usesDataFolder: Bool { !ofCompany.isAsked }

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
        let query = try await SearchParts(given, text: text).query(
            limit: limit, region: try paging.imageRegion(), fetcher: try await common.settings().fetcher())
        let image = given.first ?? "The query"
        let page: SearchPage
        do {
            page = try await self.page(engine, collection, query)
        } catch let error as PictureError {
            throw CommandFailure("\(image): \(error)")
        }
        let answer = page.answer
        for note in answer.notes { Terminal.note(note) }
        for warning in answer.warnings { Terminal.note("\(image): \(warning)") }
        if let warning = answer.damageWarning { Terminal.note(warning) }
        let offline = try await engine.lookAtRoots(of: collection)
        let results = answer.matches.enumerated().map { place, match in
            FoundImage(
                score: Double(match.score), id: match.image.id, name: match.image.name,
                path: engine.location(of: match.image, in: collection), mark: match.image.mark,
                offline: match.image.root.map { offline[$0] == true } == true ? true : nil,
                copies: page.copies?[place].count, frame: match.image.frame.map { FoundFrame($0) },
                frames: (page.frames?[place] ?? nil)?.matches.map { FoundFrame($0) })
        }
        if output.json {
            return try Terminal.printJSON(
                FoundImages(
                    collection: collection.name, model: collection.record.model, results: results,
                    totalCompared: answer.compared, thresholdUsed: threshold, scoreScale: answer.scale,
                    notes: answer.notes, next: page.next?.description))
        }
        if results.isEmpty { return Terminal.note(nothing(answer, in: collection)) }
        try Terminal.print(Self.table(results))
        for result in results { if let mark = result.mark { Terminal.note("\(result.path): \(mark)") } }
    }

    /// The page that is asked for: those before it are passed over.
    private func page(_ engine: Engine, _ collection: OpenCollection, _ query: Query) async throws
        -> SearchPage
    {
        let options = try paging.options(topK: topK, threshold: threshold)
        let cursor = try paging.cursor.map { text throws(EngineError) in try SearchCursor(text) }
        var page = try await engine.page(collection, for: query, options: options, after: cursor)
        for _ in 1..<paging.page {
            guard let next = page.next else {
                throw CommandFailure("There is no page \(paging.page): the results end before it.")
            }
            page = try await engine.page(collection, after: next, size: topK)
        }
        return page
    }

    private func nothing(_ answer: SearchAnswer, in collection: OpenCollection) -> String {
        if paging.page > 1 || paging.cursor != nil { return "There are no further results." }
        let among = "\(answer.compared) image\(answer.compared == 1 ? "" : "s")"
        if answer.compared > 0 { return "Nothing like it among \(among): try a lower --threshold." }
        if paging.filter != nil { return "No image satisfies the --filter." }
        return
            "'\(collection.name)' is empty: fill it with 'lookalike sync DIR --collection \(collection.name)'."
    }

    private static func table(_ results: [FoundImage]) -> String {
        let isFolded = results.contains { $0.copies != nil }
        let hasFrames = results.contains { $0.frame != nil }
        var table = TextTable(
            header: [("SCORE", .right), ("ID", .left)] + (isFolded ? [("COPIES", .right)] : [])
                + (hasFrames ? [("AT", .left)] : []) + [("PATH", .left)])
        table.rows = results.map { result in
            let at = result.frame.map {
                FoundFrame.text($0, others: Array((result.frames ?? []).dropFirst()))
            }
            return [String(format: "%.4f", result.score), result.id]
                + (result.copies.map { ["\($0)"] } ?? []) + (hasFrames ? [at ?? "-"] : [])
                + [result.path + (result.offline == true ? " (offline)" : "")]
        }
        return table.text
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
    /// For --cursor; nil on the last page.
    let next: String?

    enum CodingKeys: String, CodingKey {
        case collection, model, results, notes, next
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
    /// Nil unless --fold was given.
    let copies: Int?
    /// Nil for images that are their whole file.
    let frame: FoundFrame?
    /// Of a file that is one result: its frames that were found, the result's own first.
    let frames: [FoundFrame]?
}
