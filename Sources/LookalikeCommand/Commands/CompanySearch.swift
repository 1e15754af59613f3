import ArgumentParser
import Foundation
import LookalikeEngine
import LookalikePictures
import LookalikeServer

/// `lookalike search` with the flags and the JSON output of the multi-tenant system's script.
struct CompanySearch: ParsableArguments {
    @Option(
        name: [.customLong("query_image"), .customLong("query-image")],
        help: ArgumentHelp("The image, for scripts that use this flag.", valueName: "path"))
    var queryImage: String?

    @OptionGroup var place: CompanyPlace

    @Option(
        name: [.customLong("embeddings_dir"), .customLong("embeddings-dir")],
        help: ArgumentHelp("A company's folder, instead of --company.", valueName: "path"))
    var embeddingsDirectory: String?

    @Option(
        name: [.customLong("images_base_dir"), .customLong("images-base-dir")],
        help: ArgumentHelp(
            "The folder of the images; paths are printed relative to it.", valueName: "path"))
    var imagesBaseDirectory: String?

    /// Whether to search a company.
    var isAsked: Bool { place.company != nil || embeddingsDirectory != nil }

    func validate() throws {
        if imagesBaseDirectory != nil, !isAsked {
            throw ValidationError("--images_base_dir goes with --company or --embeddings_dir.")
        }
    }

    /// Prints the results as JSON; errors too.
    func run(_ common: CommonOptions, image: String, topK: Int) async throws {
        do {
            let limit = try await common.settings().engine(dataDirectory: common.dataDir).limits.maximumBytes
            let bytes = try InputImage.read(image, limit: limit)
            let answer = try await search(common, bytes, topK: topK)
            for warning in answer.warnings { Terminal.note("\(image): \(warning)") }
            try Terminal.printJSON(FoundInCompany(answer, image: image))
        } catch {
            let failure = Self.failure(error, image: image)
            try Terminal.printJSON(CompanySearchFailure(success: false, error: failure.message))
            throw failure
        }
    }

    private func search(_ common: CommonOptions, _ bytes: [UInt8], topK: Int) async throws -> CompanyAnswer {
        let base = imagesBaseDirectory.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        return try await common.withCompanies(base: base) { companies in
            if let folder = embeddingsDirectory {
                return try await companies.search(folder: folder, for: bytes, topK: topK)
            }
            return try await companies.search(place.company ?? "", for: bytes, topK: topK)
        }
    }

    private static func failure(_ error: any Error, image: String) -> CommandFailure {
        switch error {
        case EngineError.unknownCollection(let name): CommandFailure("Company '\(name)' not found")
        case let error as PictureError: CommandFailure("\(image): \(error)")
        case let error as CommandFailure: error
        default: CommandFailure(error)
        }
    }
}

private struct FoundInCompany: Encodable {
    let success = true
    let company: String
    let queryImage: String
    let results: [Found]
    let totalResults: Int
    let queryProcessed = true
    /// A new UUID for each search.
    let requestID = UUID().uuidString.lowercased()
    /// ISO 8601.
    let timestamp = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    let model: String?

    struct Found: Encodable {
        let fullPath: String
        let id: String
        let location: String
        let name: String
        let type = "file"
        let similarity: Double
        let distance: Double
    }

    enum CodingKeys: String, CodingKey {
        case success, company, results, timestamp, model
        case queryImage = "query_image"
        case totalResults = "total_results"
        case queryProcessed = "query_processed"
        case requestID = "request_id"
    }

    init(_ answer: CompanyAnswer, image: String) {
        company = answer.company
        queryImage = image
        results = answer.matches.map { match in
            Found(
                fullPath: match.path, id: match.id.uuidString.lowercased(), location: match.folder,
                name: match.name, similarity: match.similarity, distance: match.cosine)
        }
        totalResults = answer.matches.count
        model = answer.model
    }
}

private struct CompanySearchFailure: Encodable {
    let success: Bool
    let error: String
}
