import Foundation
import LookalikeCatalogue
import LookalikeEngine
import Synchronization

/// A decision as JSON.
struct DecisionLine: Encodable {
    let id: String
    let choice: String
    let keep: [String]
    let decidedAt: Date

    enum CodingKeys: String, CodingKey {
        case id, choice, keep
        case decidedAt = "decided_at"
    }

    init(_ decision: DuplicateDecisionRecord) {
        (id, choice, keep) = (decision.id, decision.choice.rawValue, decision.kept)
        decidedAt = decision.decidedAt
    }
}

/// Prints what came of decisions.
enum DecisionText {
    private struct Line: Encodable {
        let decision: DecisionLine
        let changed: [String]
        let problems: [DuplicateProblem]
    }

    /// - Parameter verb: what happened to the changed images.
    /// - Throws: ``CommandFailure`` if some could not be changed.
    static func print(_ outcomes: [DuplicateOutcome], verb: String, isJSON: Bool) throws {
        try show(outcomes, verb: verb, isJSON: isJSON)
        let count = outcomes.reduce(0) { $0 + $1.problems.count }
        if count > 0 {
            throw CommandFailure("\(count) image\(count == 1 ? "" : "s") could not be moved.")
        }
    }

    /// As ``print(_:verb:isJSON:)``, where the command fails in any case.
    static func show(_ outcomes: [DuplicateOutcome], verb: String, isJSON: Bool) throws {
        if isJSON {
            try Terminal.printJSON([
                "decisions": outcomes.map {
                    Line(decision: DecisionLine($0.decision), changed: $0.changed, problems: $0.problems)
                }
            ])
        } else {
            for outcome in outcomes {
                let changed =
                    outcome.changed.isEmpty ? "" : "  \(verb): \(outcome.changed.joined(separator: ", "))"
                try Terminal.print("\(outcome.decision.id)  \(outcome.decision.choice.rawValue)\(changed)")
            }
        }
        for problem in outcomes.flatMap(\.problems) { Terminal.note(problem.detail) }
    }
}

/// What came of decisions so far.
final class DecisionList: Sendable {
    private let outcomes = Mutex<[DuplicateOutcome]>([])

    var all: [DuplicateOutcome] { outcomes.withLock { $0 } }

    func append(_ outcome: DuplicateOutcome) { outcomes.withLock { $0.append(outcome) } }
}
