/// Files of a folder that are not images, counted by extension. Hidden files and those of system folders are not
/// counted.
public struct PassedBy: Sendable, Equatable {
    /// Files with the same extension.
    public struct Kind: Sendable, Equatable, Codable {
        /// In lower case, without the dot; empty if there is none.
        public let ending: String
        /// Number of such files.
        public internal(set) var count: Int
        /// The path of one of them, below the folder.
        public let example: String
    }

    /// Number of files of all kinds.
    public private(set) var count = 0
    private var byEnding: [String: Kind] = [:]

    /// The most frequent kinds, ties sorted by extension.
    public func kinds(_ limit: Int = 20) -> [Kind] {
        let sorted = byEnding.values.sorted {
            $0.count != $1.count ? $0.count > $1.count : $0.ending < $1.ending
        }
        return Array(sorted.prefix(limit))
    }

    mutating func add(_ path: String) {
        count += 1
        let ending = FileNameKind.ending(of: path).lowercased()
        byEnding[ending, default: Kind(ending: ending, count: 0, example: path)].count += 1
    }

    /// - Parameter folder: the other folder's path below this one, ending with `/`.
    mutating func add(_ other: PassedBy, below folder: String) {
        count += other.count
        for kind in other.byEnding.values {
            let mine =
                byEnding[kind.ending] ?? Kind(ending: kind.ending, count: 0, example: folder + kind.example)
            byEnding[kind.ending] = Kind(
                ending: kind.ending, count: mine.count + kind.count, example: mine.example)
        }
    }
}
