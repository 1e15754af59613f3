/// Gives files the names that clients use: the stem; where that is taken, the path without its ending; where that
/// is taken too, the whole path. Files come in sorted order, so the first of several with one stem keeps it.
struct KeyAssigner {
    private var taken: Set<String>

    init(taken: some Sequence<String>) {
        self.taken = Set(taken)
    }

    mutating func free(_ key: String) {
        taken.remove(key)
    }

    mutating func key(forPath path: String) -> String {
        let withoutEnding = path.lastIndex(of: ".").map { String(path[..<$0]) } ?? path
        let stem = withoutEnding.split(separator: "/").last.map(String.init) ?? withoutEnding
        for candidate in [stem, withoutEnding, path] where taken.insert(candidate).inserted { return candidate }
        var number = 2
        while !taken.insert("\(path)#\(number)").inserted { number += 1 }
        return "\(path)#\(number)"
    }
}
