/// How many ids there are, and which stand at the ends and in the empty places.
struct TokenFrame: Sendable {
    /// All ids together, at least as many as there are special ones.
    let length: Int
    /// Before and behind the text's ids.
    let prefix: [Int32]
    let suffix: [Int32]
    let padding: Int32

    /// The ids between the special ones, cut where there are too many, with padding behind.
    func framed(_ ids: [Int32]) -> [Int32] {
        let room = max(0, length - prefix.count - suffix.count)
        let all = prefix + ids.prefix(room) + suffix
        return all + Array(repeating: padding, count: max(0, length - all.count))
    }
}
