import Foundation
import LookalikeEngine

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
            weight > 0, !FileManager.default.fileExists(atPath: argument)
        else { return (1, argument) }
        return (weight, String(match.2))
    }

    /// Reads the images.
    ///
    /// - Parameter limit: bytes of one image.
    /// - Throws: ``CommandFailure``.
    func query(limit: Int) throws -> Query {
        let isFirstWords = parts.first?.isWords ?? false
        return Query(
            try parts.enumerated().map { position, part in
                // What stands alone is a file: a misspelt path is not words.
                let isFile =
                    !part.isWords
                    && (position == 0 && !isFirstWords || FileManager.default.fileExists(atPath: part.text))
                let source: Query.Part.Source =
                    isFile ? .image(try InputImage.read(part.text, limit: limit)) : .text(part.text)
                return Query.Part(source, weight: part.weight, isNegative: part.isNegative)
            })
    }
}
