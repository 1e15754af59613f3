import Foundation
import LookalikeEngine
import LookalikeFetching
import LookalikePictures

/// What `search` is given: an image or words, then `+` or `-` before each further image or words.
struct SearchParts {
    private struct Part {
        let text: String
        let weight: Float
        let isNegative: Bool
        /// Whether it is words whatever files there are.
        let isWords: Bool
    }

    private let parts: [Part]
    /// One sentence; nil if the parts make a query.
    let problem: String?

    /// - Parameters:
    ///   - arguments: a part, then signs and parts by turns.
    ///   - text: words, before all others.
    init(_ arguments: [String], text: String?) {
        var parts = text.map { [Part(text: $0, weight: 1, isNegative: false, isWords: true)] } ?? []
        var problem: String?
        // The first part needs no sign unless words come before it.
        var sign: String? = text == nil ? "+" : nil
        for argument in arguments {
            if argument == "+" || argument == "-" {
                if let sign, !parts.isEmpty { problem = "After '\(sign)' comes an image or words." }
                sign = argument
            } else if let given = sign {
                let (weight, rest) = Self.weighted(argument)
                parts.append(Part(text: rest, weight: weight, isNegative: given == "-", isWords: false))
                sign = nil
            } else {
                problem = "Before '\(argument)' comes + or -: \"lookalike search mug.jpg + \(argument)\"."
            }
        }
        if let sign, !parts.isEmpty { problem = problem ?? "After '\(sign)' comes an image or words." }
        if !parts.isEmpty, parts.allSatisfy(\.isNegative) {
            problem = problem ?? "At least one part is what the results should look like."
        }
        self.parts = parts
        self.problem = problem
    }

    /// `2:mug` is a mug that counts twice.
    private static func weighted(_ argument: String) -> (Float, String) {
        guard let match = argument.wholeMatch(of: /(\d+(?:\.\d+)?):(.+)/), let weight = Float(match.1),
            weight > 0, !Terminal.caller.hasFile(argument)
        else { return (1, argument) }
        return (weight, String(match.2))
    }

    /// Reads the images.
    ///
    /// - Parameters:
    ///   - limit: bytes of one image.
    ///   - region: of the first image; nil for all of it.
    ///   - fetcher: of images at addresses; nil where the settings do not allow it.
    /// - Throws: ``CommandFailure``.
    func query(limit: Int, region: ImageRegion? = nil, fetcher: ImageFetcher? = nil) async throws -> Query {
        var query: [Query.Part] = []
        var region = region
        for (position, part) in parts.enumerated() {
            var source = Query.Part.Source.text(part.text)
            if let bytes = try await image(part, at: position, limit: limit, fetcher) {
                source = .image(bytes, region: region)
                region = nil
            }
            query.append(Query.Part(source, weight: part.weight, isNegative: part.isNegative))
        }
        guard region == nil else { throw CommandFailure("--region is of an image, and there is none.") }
        return Query(query)
    }

    /// The bytes of an image; nil for words.
    private func image(
        _ part: Part, at position: Int, limit: Int, _ fetcher: ImageFetcher?
    ) async throws -> [UInt8]? {
        if part.isWords { return nil }
        let isThere = Terminal.caller.hasFile(part.text)
        if !isThere, ImageFetcher.isAddress(part.text) {
            guard let fetcher else {
                throw CommandFailure(
                    "\(part.text) is an address, and images are not fetched unless LOOKALIKE_FETCH_IMAGES=public."
                )
            }
            return try await fetcher.bytes(at: part.text, limit: limit)
        }
        // What stands alone is a file: a misspelt path is not words.
        guard isThere || position == 0 && !(parts.first?.isWords ?? false) else { return nil }
        var limits = DecodingLimits()
        limits.maximumBytes = limit
        return try await Terminal.caller.read(part.text, limit: limits.maximumBytes(named: part.text))
    }
}
