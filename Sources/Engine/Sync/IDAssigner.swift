/// Assigns ids to files: the file name without extension; if that is taken, the path without extension; if that is
/// taken too, the whole path. Files come in sorted order, so the first of several with the same name gets the short
/// id.
struct IDAssigner {
    private var taken: Set<String>

    /// - Parameter taken: ids; those of frames take that of their file too.
    init(taken: some Sequence<String>) {
        self.taken = Set(taken)
        for id in self.taken where id.utf8.contains(UInt8(ascii: "#")) {
            self.taken.insert(FrameID.parts(id).file)
        }
    }

    mutating func free(_ id: String) {
        taken.remove(id)
        taken.remove(FrameID.parts(id).file)
    }

    /// The id of a file that is called by its whole path.
    mutating func id(ofWhole path: String) -> String {
        var attempt = 1
        while true {
            let id = Self.id(forPath: path, attempt: attempt)
            if taken.insert(id).inserted { return id }
            attempt += 1
        }
    }

    mutating func id(forPath path: String) -> String {
        let withoutEnding = path.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(path[..<$0]) } ?? path
        let slash = withoutEnding.utf8.lastIndex(of: UInt8(ascii: "/"))
        let stem =
            slash.map { String(withoutEnding[withoutEnding.utf8.index(after: $0)...]) } ?? withoutEnding
        for candidate in [stem, withoutEnding] where taken.insert(candidate).inserted { return candidate }
        return id(ofWhole: path)
    }

    /// Ids for when the usual ones are taken.
    static func id(forPath path: String, attempt: Int) -> String {
        attempt == 1 ? path : "\(path)#\(attempt)"
    }
}
