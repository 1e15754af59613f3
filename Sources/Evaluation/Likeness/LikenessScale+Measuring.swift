internal import Foundation
public import LookalikeEmbedding

extension LikenessScale {
    /// How many results of each search count, as a user would look at.
    private static let depth = 20
    private static let mostPoints = 32
    /// Of the copies, this share has a lower score than ``samePicture``.
    private static let missedCopies = 0.05

    /// Measures a scale on images with known classes: of the nearest twenty of each image, and of twenty that come by chance,
    /// how many of a score show the same class. Those by chance tell what the low scores are worth. An image that is alone in its class asks for nothing, but is found.
    ///
    /// - Parameters:
    ///   - vectors: one per image, all of the same length.
    ///   - labels: their classes.
    ///   - copies: scores of images with slightly changed copies of themselves; may be empty.
    /// - Throws: ``EvaluationError/nothingToCompare``. Time grows with the square of the number of images.
    public static func measured(
        vectors: [[Float]], labels: [String], copies: [Double] = []
    ) throws(EvaluationError) -> LikenessScale {
        precondition(vectors.count == labels.count)
        let sizes = Dictionary(grouping: labels, by: \.self).mapValues(\.count)
        let queries = labels.indices.filter { sizes[labels[$0], default: 0] > 1 }
        guard !queries.isEmpty else { throw .nothingToCompare }
        let scores = NeighbourScores(vectors, depth: depth)
        var fit = MonotoneFit()
        for query in queries {
            for found in scores.found[query] {
                fit.add(at: Double(found.score), isHit: labels[found.position] == labels[query])
            }
        }
        return LikenessScale(
            points: fit.points(limit: mostPoints).map { Point(score: $0.place, likeness: $0.share) },
            samePicture: lowestOfCopies(copies), method: .labels, images: vectors.count)
    }

    /// Estimates a scale from the vectors of a collection without labels: how rare a score is among all its pairs says about
    /// how likely it is to be the same thing, and so does the model's own scale; the mean of both counts. On seven labelled sets
    /// that the estimate had not seen, the likeness was off by 0.2 on average.
    ///
    /// - Parameters:
    ///   - vectors: a sample of the collection, all of the same length.
    ///   - model: the scale of the model that made them; nil if it has none.
    ///   - copies: as in ``measured(vectors:labels:copies:)``.
    /// - Throws: ``EvaluationError/nothingToCompare`` for fewer than two vectors.
    public static func estimated(
        vectors: [[Float]], model: LikenessScale?, copies: [Double] = []
    ) throws(EvaluationError) -> LikenessScale {
        guard vectors.count > 1 else { throw .nothingToCompare }
        let tails = NeighbourScores(vectors, depth: 0).tails()
        var points: [Point] = []
        for (index, tail) in tails.enumerated() where index % 25 == 0 && tail.score >= 0 {
            let rare = RareScores.likeness(ofShare: tail.share)
            let known = model.map { ($0.likeness(of: tail.score) + rare) / 2 } ?? rare
            points.append(Point(score: tail.score, likeness: max(known, points.last?.likeness ?? 0)))
        }
        return LikenessScale(
            points: points, samePicture: lowestOfCopies(copies) ?? model?.samePicture, method: .neighbours,
            images: vectors.count)
    }

    /// One scale of several, each counting the same, as a model's that was measured on several sets.
    ///
    /// - Parameter scales: at least one.
    public static func mean(of scales: [LikenessScale]) -> LikenessScale {
        let count = Double(scales.count)
        let points = stride(from: 0, through: 1_000, by: 25).map { step in
            let score = Double(step) / 1_000
            let sum = scales.reduce(0) { $0 + $1.likeness(of: score) }
            return Point(score: score, likeness: sum / count)
        }
        // Those that say the same as the first.
        let flat = points.prefix { $0.likeness == points[0].likeness }.dropLast()
        let copies = scales.compactMap(\.samePicture)
        return LikenessScale(
            points: Array(points.dropFirst(flat.count)),
            samePicture: copies.isEmpty ? nil : copies.reduce(0, +) / Double(copies.count),
            method: .labels, images: scales.reduce(0) { $0 + $1.images })
    }

    private static func lowestOfCopies(_ scores: [Double]) -> Double? {
        scores.isEmpty ? nil : scores.sorted()[Int(Double(scores.count) * missedCopies)]
    }
}

/// What the rarity of a score among all pairs of a collection says. Measured with the built-in model on seven public sets
/// (clothes, groceries, Caltech-101, flowers, landscapes from above, photographs of PACS, ImageNet objects), each counting the
/// same: the share of results that show the same class, by the share of all pairs that reach their score.
enum RareScores {
    /// Negative decimal logarithms of shares of pairs, from 0 in steps of 0.5, and the likeness there.
    private static let curve = [0, 0.135, 0.5, 0.55, 0.609, 0.708, 0.812, 0.866, 0.919, 0.958, 0.98, 0.997]

    static func likeness(ofShare share: Double) -> Double {
        let place = -log10(max(share, 1e-12)) * 2
        let last = curve.count - 1
        guard place < Double(last) else { return curve[last] }
        let low = Int(place)
        return curve[low] + (place - Double(low)) * (curve[low + 1] - curve[low])
    }
}
