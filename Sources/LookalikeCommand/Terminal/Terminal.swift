import Foundation

/// What commands print. What other threads print goes by the ``Caller`` that the command had.
enum Terminal {
    /// Who called the command that runs in this task.
    @TaskLocal static var caller: any Caller = OwnCaller()

    /// Results: standard output.
    ///
    /// - Throws: ``CommandFailure`` where nobody reads it any more, or the disk is full.
    static func print(_ text: String) throws { try write(text + "\n") }

    /// As ``print(_:)``, without an end of line.
    static func write(_ text: String) throws {
        let code = caller.write(text, to: .output)
        if code == EPIPE { throw CommandFailure.readerGone }
        if code != 0 {
            throw CommandFailure("The output can't be written: \(String(cString: strerror(code))).")
        }
    }

    /// Everything else: standard error. That nobody hears it is no reason to stop.
    static func note(_ text: String) { caller.note(text) }

    /// As ``note(_:)``, of what several parts of a command come upon.
    static func noteOnce(_ text: String) {
        if caller.isNew(text) { note(text) }
    }

    /// Without an end of line.
    static func showInPlace(_ text: String) { caller.showInPlace(text) }

    static func complain(_ text: String) {
        note("lookalike: \(text)")
    }

    /// Whether a person watches standard error, on a terminal that can go back to a line's begin.
    static var isWatched: Bool { caller.isWatched }

    /// A path that an argument names, as this process can use it.
    ///
    /// - Throws: ``CommandFailure`` where it can't.
    static func path(_ argument: String) throws -> String { try caller.path(argument) }

    static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        try print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// A number of bytes as people read it.
    static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1_000: "\(bytes) bytes"
        case ..<1_000_000: String(format: "%.1f kB", Double(bytes) / 1e3)
        case ..<1_000_000_000: String(format: "%.1f MB", Double(bytes) / 1e6)
        default: String(format: "%.2f GB", Double(bytes) / 1e9)
        }
    }
}

/// Lines in columns: text to the left, numbers to the right.
struct TextTable {
    enum Alignment { case left, right }

    let header: [(title: String, alignment: Alignment)]
    var rows: [[String]] = []

    var text: String {
        let widths = header.indices.map { column in
            ([header[column].title] + rows.map { $0[column] }).map(\.count).max() ?? 0
        }
        return ([header.map(\.title)] + rows).map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return header[column].alignment == .left ? row[column] + padding : padding + row[column]
            }.joined(separator: "  ").trimmingSuffix(" ")
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        String(self[..<(lastIndex { $0 != character }.map { index(after: $0) } ?? startIndex)])
    }
}
