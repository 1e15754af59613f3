public import Foundation

/// Finds images by words with a model that has no text tower: each word of a list has a direction in the model's
/// space, in which vectors of images that show it lie farther than others.
///
///     let words = try WordDirections(list: list, directions: directions)
///     let found = words.embedding(of: "black backpack")
///     found.vector     // the query vector, to be compared with stored vectors by cosine
///     found.unknown    // words that are not in the list, each with similar ones that are
///
/// The cosines of words and images are small (some 0.1 to 0.5); they rank images and are no measure of certainty.
public struct WordDirections: Sendable {
    /// The directions don't fit the list, or one of them is damaged.
    public enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// A line of the word list, counted from 1.
        case list(line: Int, detail: String)
        /// The file of directions.
        case directions(detail: String)

        public var description: String {
            switch self {
            case .list(let line, let detail): "Line \(line) of the word list can't be used: \(detail)."
            case .directions(let detail): "The directions of the words can't be used: \(detail)."
            }
        }
    }

    /// The words of a text after this many are not looked up; they count as unknown, with no suggestions.
    public static let longestText = 64

    /// How many numbers a vector has.
    public var dimension: Int { table.dimension }
    /// SHA-256, in hexadecimal, of the network whose vectors these directions are for.
    public var network: String { table.network }
    /// How many words and terms of several words are known.
    public var termCount: Int { list.concepts.reduce(0) { $0 + $1.terms.count } }

    private let list: WordList
    private let table: DirectionTable
    private let lookup: TermLookup

    /// - Parameters:
    ///   - list: a word list; its form is described at its top and in `training/README.md`.
    ///   - directions: what `training/words.py` makes of it.
    /// - Throws: ``Failure`` if one of them is malformed, or if the directions were made of another list.
    public init(list: Data, directions: Data) throws(Failure) {
        self.list = try WordList(list)
        lookup = try TermLookup(self.list)
        table = try DirectionTable(directions)
        guard table.matches(list: list, concepts: self.list.concepts.count) else {
            throw .directions(detail: "they were made of another word list")
        }
    }

    /// The query vector of a text and which of its words were understood. Case, accents, punctuation and plurals make
    /// no difference, nor does the order of words; of terms, the longest counts ("coffee mug" before "mug"). Objects
    /// outweigh colours and materials: for "black backpack", backpacks come first, black ones before others.
    public func embedding(of text: String) -> WordsEmbedding {
        let words = PlainWords.split(text)
        let matched = lookup.match(Array(words.prefix(Self.longestText)))
        var unknown = matched.unknown.map {
            WordsEmbedding.Unknown(word: $0, nearest: lookup.nearest(to: $0))
        }
        var told = Set(matched.unknown)
        for word in words.dropFirst(Self.longestText) where told.insert(word).inserted {
            unknown.append(WordsEmbedding.Unknown(word: word, nearest: []))
        }
        return WordsEmbedding(
            vector: table.combined(matched.concepts.map { (row: $0, kind: list.concepts[$0].kind) }),
            known: matched.known, unknown: unknown)
    }
}

/// What ``WordDirections`` makes of a text.
public struct WordsEmbedding: Sendable, Equatable {
    /// A word that is not in the list.
    public struct Unknown: Sendable, Equatable {
        /// In lower case, without accents.
        public let word: String
        /// Up to three known words that are spelled alike, the most similar first; often none.
        public let nearest: [String]
    }

    /// A vector of length 1 with the model's number of dimensions; nil if no word was known.
    public let vector: [Float]?
    /// The words and terms that were understood, in lower case, in the order of the text.
    public let known: [String]
    /// The words that were not, in the order of the text. Words such as "a" and "with" are in neither list.
    public let unknown: [Unknown]
}
