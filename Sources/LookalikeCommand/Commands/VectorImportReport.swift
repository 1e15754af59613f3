import Foundation
import LookalikeEngine
import LookalikeVectorFormats

/// The result of an import of vectors.
struct VectorImportReport: Encodable, Sendable {
    var added = 0
    var replaced = 0
    /// Images whose files have changed.
    var changed = 0
    /// Images whose files are missing.
    var missing = 0
    /// Skipped rows without a vector, or with one that is not in the file.
    var rowsWithoutVector = 0
    /// Skipped vectors without a row, such as those of deleted photos.
    var vectorsWithoutRow = 0
    /// Skipped rows that claim the same vector, or whose vector is in the file twice.
    var contested = 0
    /// Skipped for other reasons.
    var unusable = 0
    /// Sentences about what was skipped; at most a hundred about single items.
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

    /// - Parameter id: of a vector, by position.
    mutating func note(_ matching: VectorMatching, _ rows: ImageRows, id: (Int) -> Int64) {
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

    /// The first ten names, and how many more there are.
    private static func some(_ names: [String]) -> String {
        let first = names.prefix(10).joined(separator: ", ")
        return names.count > 10 ? "\(first) and \(names.count - 10) more" : first
    }
}
