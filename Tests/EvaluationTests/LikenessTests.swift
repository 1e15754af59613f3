import Foundation
import LookalikeEmbedding
import LookalikeEvaluation
import Testing

@Suite(.timeLimit(.minutes(10))) struct LikenessTests {
    /// Numbers that look random and are the same in every run.
    private struct Numbers {
        var state: UInt64

        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / Double(1 << 24)
        }

        mutating func vector(_ length: Int) -> [Double] { (0..<length).map { _ in next() - 0.5 } }
    }

    /// Groups of vectors around random directions; the last third of each group bears another group's label.
    private func groups(_ seed: UInt64, spread: Double = 0.9) -> (vectors: [[Float]], labels: [String]) {
        var numbers = Numbers(state: seed)
        var (vectors, labels): ([[Float]], [String]) = ([], [])
        let centres = (0..<12).map { _ in numbers.vector(24) }
        for (group, centre) in centres.enumerated() {
            for member in 0..<18 {
                vectors.append(zip(centre, numbers.vector(24)).map { Float($0 + spread * $1) })
                labels.append(member < 12 ? "\(group)" : "\((group + 1) % 12)")
            }
        }
        return (vectors, labels)
    }

    /// On vectors of the same kind that it has not seen, as many results are right as the scale says.
    @Test func `The likeness is the share of results that show the same thing`() throws {
        let (vectors, labels) = groups(1)
        let scale = try LikenessScale.measured(vectors: vectors, labels: labels)
        let (others, theirs) = groups(2)
        var (said, right, count) = (0.0, 0.0, 0.0)
        for query in others.indices {
            let scores = others.indices.filter { $0 != query }.map { ($0, cosine(others[query], others[$0])) }
            for (found, score) in scores.sorted(by: { $0.1 > $1.1 }).prefix(20) {
                said += scale.likeness(of: score)
                right += theirs[found] == theirs[query] ? 1 : 0
                count += 1
            }
        }
        #expect(abs(said / count - right / count) < 0.03, "\(said / count), \(right / count)")
        #expect(scale.problem == nil)
        #expect(scale.method == .labels && scale.images == vectors.count)
    }

    @Test func `A higher score is never worth less`() throws {
        let (vectors, labels) = groups(3)
        let scale = try LikenessScale.measured(vectors: vectors, labels: labels)
        let values = stride(from: -1.0, through: 1, by: 0.001).map { scale.likeness(of: $0) }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
        #expect(values[0] < 0.2 && values[values.count - 1] > 0.5)
    }

    @Test func `Bands follow the likeness, copies come first`() throws {
        let scale = LikenessScale(
            points: [.init(score: 0, likeness: 0), .init(score: 1, likeness: 1)], samePicture: 0.97,
            method: .labels, images: 10)
        #expect(
            [0.1, 0.2, 0.5, 0.96, 0.97].map { scale.band(of: $0) }
                == [.unrelated, .sameKind, .sameThing, .sameThing, .samePicture])
        #expect(scale.score(forLikeness: 0.5) == 0.5)
        #expect(abs((scale.suggestedThreshold ?? 0) - 1.0 / 3) < 1e-9)
        #expect(scale.likeness(of: -1) == 0 && scale.likeness(of: 2) == 1)
    }

    @Test func `A score that no result has is asked for in vain`() throws {
        let scale = LikenessScale(
            points: [.init(score: 0.2, likeness: 0.1), .init(score: 0.9, likeness: 0.3)], samePicture: nil,
            method: .labels, images: 10)
        #expect(scale.score(forLikeness: 0.5) == nil)
        #expect(scale.score(forLikeness: 0.05) == 0.2)
        #expect(scale.band(of: 0.99) == .sameKind)
    }

    @Test func `Without labels a rare score is worth more than a frequent one`() throws {
        let (vectors, _) = groups(4, spread: 0.5)
        let scale = try LikenessScale.estimated(vectors: vectors, model: nil)
        #expect(scale.method == .neighbours && scale.problem == nil)
        let unrelated = cosine(vectors[0], vectors[40])
        let related = cosine(vectors[0], vectors[1])
        #expect(scale.likeness(of: related) > 0.4)
        #expect(scale.likeness(of: unrelated) < 0.2)
    }

    @Test func `The scale of several sets is their mean`() throws {
        let scales = [0.2, 0.6].map {
            LikenessScale(
                points: [.init(score: 0.5, likeness: 0), .init(score: 1, likeness: $0)],
                samePicture: 0.9 + $0 / 10,
                method: .labels, images: 5)
        }
        let mean = LikenessScale.mean(of: scales)
        #expect(abs(mean.likeness(of: 1) - 0.4) < 1e-9)
        #expect(abs(mean.likeness(of: 0.75) - 0.2) < 1e-9)
        #expect(abs((mean.samePicture ?? 0) - 0.94) < 1e-9)
        #expect(mean.images == 10 && mean.problem == nil)
    }

    @Test func `It is stored in few characters and read again`() throws {
        let (vectors, labels) = groups(5)
        let scale = try LikenessScale.measured(vectors: vectors, labels: labels, copies: [0.9, 0.95, 0.99])
        let data = try JSONEncoder().encode(scale)
        let read = try JSONDecoder().decode(LikenessScale.self, from: data)
        #expect(data.count < 1_000)
        #expect(read.points.count == scale.points.count)
        for score in [0.1, 0.5, 0.9] {
            #expect(abs(read.likeness(of: score) - scale.likeness(of: score)) < 0.001)
        }
        #expect(read.samePicture == 0.9)
    }

    @Test func `A scale that falls, is empty or leaves its range is refused`() {
        func problem(_ points: [(Double, Double)]) -> String? {
            LikenessScale(
                points: points.map { .init(score: $0, likeness: $1) }, samePicture: nil, method: .labels,
                images: 1
            ).problem
        }
        #expect(problem([(0, 0.1), (0.5, 0.2)]) == nil)
        #expect(problem([]) != nil)
        #expect(problem([(0, 0.2), (0.5, 0.1)]) != nil)
        #expect(problem([(0.5, 0.1), (0.5, 0.2)]) != nil)
        #expect(problem([(0, 0.1), (0.5, 1.2)]) != nil)
    }

    @Test func `Images of which no two belong together teach nothing`() {
        #expect(throws: EvaluationError.nothingToCompare) {
            _ = try LikenessScale.measured(vectors: [[1, 0], [0, 1]], labels: ["a", "b"])
        }
    }

    private func cosine(_ a: [Float], _ b: [Float]) -> Double {
        let dot = zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let norms = [a, b].map { $0.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
        return dot / norms[0] / norms[1]
    }
}
