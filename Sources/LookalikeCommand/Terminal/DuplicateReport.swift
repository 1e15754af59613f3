import Foundation
import LookalikeCatalogue
import LookalikeEngine

/// Prints groups of duplicates.
struct DuplicateReport {
    let groups: [DuplicateGroup]
    let engine: Engine
    let collection: OpenCollection

    func print(as format: Duplicates.Format) throws {
        switch format {
        case .json: try Terminal.printJSON(["groups": groups.map(line)])
        case .paths:
            let paths = groups.flatMap { group in
                group.members.map(\.image).filter { $0.id != group.best.id }.map(path)
            }
            if !paths.isEmpty { try Terminal.print(paths.joined(separator: "\n")) }
        case .csv: try Terminal.print(csv)
        case .text: try printText()
        }
    }

    private func path(_ image: ImageRecord) -> String { engine.location(of: image, in: collection) }

    private func printText() throws {
        if groups.isEmpty { return Terminal.note("There are no open groups of duplicates.") }
        for group in groups {
            try Terminal.print(
                "\(group.id)  \(group.kind.rawValue)  keep \(group.best.id): \(group.best.reason)")
            var table = TextTable(header: [("", .left), ("", .right), ("", .left), ("", .left)])
            table.rows = group.members.map {
                [
                    "  " + ($0.kind?.rawValue ?? "reference"), String(format: "%.2f", $0.score),
                    "\($0.image.width) × \($0.image.height)", path($0.image),
                ]
            }
            try Terminal.print(
                table.text.split(separator: "\n").filter { !$0.allSatisfy { $0 == " " } }.joined(
                    separator: "\n"))
        }
        let count = groups.reduce(0) { $0 + $1.members.count }
        Terminal.note("\(groups.count) group\(groups.count == 1 ? "" : "s") of \(count) images.")
    }

    private var csv: String {
        let rows = groups.flatMap { group in
            group.members.map { member in
                [
                    group.id, group.kind.rawValue, member.kind?.rawValue ?? "reference",
                    String(format: "%.4f", member.score), member.image.id == group.best.id ? "keep" : "",
                    member.image.id, path(member.image),
                ].map(Self.field).joined(separator: ",")
            }
        }
        return (["group,group_kind,kind,score,proposal,id,path"] + rows).joined(separator: "\n")
    }

    /// As RFC 4180 has it.
    private static func field(_ text: String) -> String {
        text.contains { ",\"\n\r".contains($0) }
            ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
    }

    private func line(_ group: DuplicateGroup) -> GroupLine {
        GroupLine(
            id: group.id, kind: group.kind.rawValue, keep: group.best.id, reason: group.best.reason,
            images: group.members.map {
                GroupLine.Image(
                    id: $0.image.id, kind: $0.kind?.rawValue ?? "reference", score: $0.score,
                    path: path($0.image), width: $0.image.width, height: $0.image.height,
                    bytes: $0.image.bytes)
            })
    }
}

private struct GroupLine: Encodable {
    struct Image: Encodable {
        let id: String
        let kind: String
        let score: Double
        let path: String
        let width: Int
        let height: Int
        let bytes: Int
    }

    let id: String
    let kind: String
    let keep: String
    let reason: String
    let images: [Image]
}
