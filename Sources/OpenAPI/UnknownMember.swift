/// A member of a JSON object that means nothing there, where passing over it would do something else than was meant.
public struct UnknownMember: Error {
    let path: [any CodingKey]
}

extension Decoder {
    /// Throws ``UnknownMember`` where the object has a member that `keys` has not.
    public func refuseUnknownMembers<Key: CodingKey & CaseIterable>(_ keys: Key.Type) throws {
        let known = Set(keys.allCases.map(\.stringValue))
        let found = try container(keyedBy: AnyName.self).allKeys
        // The first by name, so that the same body has the same answer.
        guard
            let unknown = found.filter({ !known.contains($0.stringValue) }).min(by: {
                $0.stringValue < $1.stringValue
            })
        else { return }
        throw UnknownMember(path: codingPath + [unknown])
    }
}

private struct AnyName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
