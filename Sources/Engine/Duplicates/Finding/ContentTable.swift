internal import LookalikeCatalogue
internal import LookalikePictures

/// The contents of a collection in memory: their keys, which images have them, and the index of their hashes.
struct ContentTable: Sendable {
    /// By ascending record id of the first image of each.
    private(set) var keys: [String] = []
    /// The record id of the first image of each.
    private(set) var recordIDs: [Int64] = []
    private var numbers: [String: Int32] = [:]
    private var numberOfRecord: [Int64: Int32] = [:]
    /// Of contents that are frames.
    private var files: [String: String] = [:]
    private var index: HashIndex
    /// The number of the content of each hash of `index`.
    private var hashed: [Int32] = []

    init(_ contents: [ContentRecord], hashes: [String: [UInt8]]) {
        index = HashIndex([])
        note(filesOf: contents)
        var list: [PerceptualHash] = []
        for content in contents {
            guard let number = Self.note(content, &keys, &recordIDs, &numbers, &numberOfRecord) else {
                continue
            }
            guard let hash = hashes[content.key].flatMap(PerceptualHash.init(stored:)) else { continue }
            list.append(hash)
            hashed.append(number)
        }
        index = HashIndex(list)
    }

    /// - Returns: the number of a content that is new.
    private static func note(
        _ content: ContentRecord, _ keys: inout [String], _ recordIDs: inout [Int64],
        _ numbers: inout [String: Int32], _ numberOfRecord: inout [Int64: Int32]
    ) -> Int32? {
        if let number = numbers[content.key] {
            numberOfRecord[content.recordID] = number
            return nil
        }
        let number = Int32(keys.count)
        keys.append(content.key)
        recordIDs.append(content.recordID)
        numbers[content.key] = number
        numberOfRecord[content.recordID] = number
        return number
    }

    /// Adds images, and hashes of their contents that were made since.
    mutating func add(_ contents: [ContentRecord], hashes: [String: PerceptualHash]) {
        note(filesOf: contents)
        for content in contents {
            let isNew = Self.note(content, &keys, &recordIDs, &numbers, &numberOfRecord) != nil
            if isNew, let hash = hashes[content.key], let number = numbers[content.key] {
                index.append(hash)
                hashed.append(number)
            }
        }
        if index.isOutgrown { index = HashIndex(index.hashes) }
    }

    /// Adds the hash of a content that had none.
    mutating func add(_ hash: PerceptualHash, of key: String) {
        guard let number = numbers[key], !hashed.suffix(4_096).contains(number) else { return }
        index.append(hash)
        hashed.append(number)
    }

    private mutating func note(filesOf contents: [ContentRecord]) {
        for content in contents { if let file = content.file { files[content.key] = file } }
    }

    /// Whether two contents are frames of one file, which are no duplicates of each other, however alike they are.
    func areOfOneFile(_ a: String, _ b: String) -> Bool {
        if files.isEmpty { return false }
        return files[a].map { $0 == files[b] } ?? false
    }

    /// The key of the content of an image.
    func key(ofImage recordID: Int64) -> String? { numberOfRecord[recordID].map { keys[Int($0)] } }

    /// The record id of the first image with a content.
    func recordID(of key: String) -> Int64? { numbers[key].map { recordIDs[Int($0)] } }

    /// Contents whose hashes differ little, in any turn.
    func contents(like hash: PerceptualHash) -> [String] {
        index.candidates(hash).map { keys[Int(hashed[$0])] }
    }
}
