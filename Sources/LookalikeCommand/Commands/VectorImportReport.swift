import Engine
import Foundation
import VectorFormats

/// What an import of vectors did, and what it left out.
struct VectorImportReport: Encodable, Sendable {
    var added = 0
    var replaced = 0
    /// Pictures that are other files now.
    var changed = 0
    /// Pictures that are not where they are said to be.
    var missing = 0
    /// Left out: rows that name no vector, or one that is not in the file.
    var rowsWithoutVector = 0
    /// Left out: vectors of which no row says anything, such as those of photos that were deleted.
    var vectorsWithoutRow = 0
    /// Left out: rows of which several say that one vector is theirs, or whose vector is in the file twice.
    var contested = 0
    /// Left out for another reason.
    var unusable = 0
    /// What was left out, in sentences; the first hundred of what is told one by one.
    var problems: [String] = []

    enum CodingKeys: String, CodingKey {
        case added, replaced, changed, missing, contested, unusable, problems
        case rowsWithoutVector = "rows_without_vector"
        case vectorsWithoutRow = "vectors_without_row"
    }

    private static let maximumProblems = 100

    mutating func leaveOut(_ problem: String) {
        unusable += 1
        tell(problem)
    }

    /// - Parameter id: of a vector, by its place.
    mutating func note(_ matching: VectorMatching, _ rows: PictureRows, id: (Int) -> Int64) {
        let lonely = matching.rowsWithoutVector
        rowsWithoutVector = lonely.count
        if !lonely.isEmpty {
            let whose = lonely.count == 1 ? "1 row has" : "\(lonely.count) rows have"
            problems.append("\(whose) no vector: \(Self.some(lonely.map(rows.name)))")
        }
        vectorsWithoutRow = matching.vectorsWithoutRow.count
        if !matching.vectorsWithoutRow.isEmpty {
            let count = matching.vectorsWithoutRow.count
            let whose = count == 1 ? "1 vector has" : "\(count) vectors have"
            problems.append("\(whose) no row: \(Self.some(matching.vectorsWithoutRow.map { "\(id($0))" }))")
        }
        for conflict in matching.conflicts {
            contested += conflict.rows.count
            let names = Self.some(conflict.rows.map(rows.name))
            let number = id(conflict.vectors[0])
            tell(
                conflict.rows.count > 1
                    ? "\(conflict.rows.count) rows say that vector \(number) is theirs: \(names)"
                    : "\(conflict.vectors.count) vectors have the id \(number) that a row names: \(names)")
        }
    }

    private mutating func tell(_ problem: String) {
        if problems.count < Self.maximumProblems { problems.append(problem) }
    }

    /// The first ten, and how many more there are.
    private static func some(_ names: [String]) -> String {
        let first = names.prefix(10).joined(separator: ", ")
        return names.count > 10 ? "\(first) and \(names.count - 10) more" : first
    }
}
