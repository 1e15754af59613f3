import Foundation
import LookalikeVectors
import Testing

/// A store in a folder, beside what its caller keeps: the entries that are committed.
private struct StoreModel {
    let scratch: Scratch
    let dimension = 3
    let identity: String
    var store: LocalVectors
    var live: [Int64: VectorEntry] = [:]
    var vectors: [Int64: [Float]] = [:]
    var given: Set<Int64> = []
    var random: Random

    init(seed: UInt64) throws {
        scratch = try Scratch()
        random = Random(seed)
        store = try LocalVectors.create(
            in: scratch.path, dimension: dimension, metric: .l2, settings: IndexSettings(kind: .flat))
        identity = store.identity
    }

    var entries: [VectorEntry] { Array(live.values) }

    /// - Parameter commits: false as where a crash comes before the caller has written the entries down.
    mutating func append(_ count: Int, commits: Bool = true) throws {
        let ids = Set((0..<count).map { _ in Int64.random(in: 1...60, using: &random) }).sorted()
        let values = ids.map { _ in (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) } }
        let added = try store.append(ids: ids, vectors: values.flatMap { $0 })
        #expect(added.map(\.id) == ids)
        for entry in added { #expect(given.insert(entry.reference).inserted, "given twice") }
        guard commits else { return }
        for (entry, vector) in zip(added, values) { (live[entry.id], vectors[entry.id]) = (entry, vector) }
        try store.publish(adding: added)
    }

    mutating func remove() throws {
        let ids = live.keys.sorted().filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
        for id in ids { (live[id], vectors[id]) = (nil, nil) }
        try store.publish(adding: [], removing: ids)
    }

    mutating func reopen() async throws {
        let entries = entries
        // The one that is open holds the file.
        let other = try Scratch()
        store = try LocalVectors.create(
            in: other.path, dimension: 1, metric: .l2, settings: IndexSettings(kind: .flat))
        store = try await open(entries)
        #expect(try store.tidy() == [])
    }

    func open(_ live: [VectorEntry], _ access: VectorFile.Access = .readWrite) async throws -> LocalVectors {
        try await LocalVectors.open(
            in: scratch.path, identity: identity, metric: .l2, settings: IndexSettings(kind: .flat),
            access: access
        ) { live }
    }

    func check() throws {
        #expect(Set(store.view.ids) == Set(live.keys))
        for (id, entry) in live {
            #expect(store.view.storedEntry(of: id) == entry)
            #expect(try store.vector(entry) == vectors[id])
            let found = try store.view.index.search(vectors[id]!, SearchRequest(k: 1))
            #expect(found[0].first?.score == 0)
        }
        let (damaged, codesMissing) = try store.verify()
        #expect(damaged == [] && codesMissing == 0)
    }
}

@Suite(.timeLimit(.minutes(5))) struct LocalVectorsTests {
    /// Appending, replacing, crashes before a commit, removing, compacting and reopening, in any order.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func entriesStayWhatTheyAre(seed: UInt64) async throws {
        var model = try StoreModel(seed: seed)
        for _ in 0..<60 {
            switch Int.random(in: 0..<6, using: &model.random) {
            case 0, 1: try model.append(20)
            case 2: try model.append(5, commits: false)
            case 3: try model.remove()
            case 4: #expect(try model.store.compact(keeping: model.entries) == false)
            default: try await model.reopen()
            }
            try model.check()
        }
        _ = try model.store.compact(keeping: model.entries)
        let files = try FileManager.default.contentsOfDirectory(atPath: model.scratch.path)
        #expect(files.filter { $0.hasSuffix(".lkv") }.count == 1)
        #expect(!files.contains { $0.hasPrefix("making-") || $0.hasSuffix(".tmp") })
    }

    @Test func aCompactionThatWasCutOffLeavesTheFileInUse() async throws {
        var model = try StoreModel(seed: 1)
        try model.append(20)
        // As it is before the switch.
        for name in ["making-1", "vectors-1.lkv", "vectors-1.lkv.references"] {
            try Data([1]).write(to: URL(fileURLWithPath: "\(model.scratch.path)/\(name)"))
        }
        try await model.reopen()
        try model.check()
        let files = try FileManager.default.contentsOfDirectory(atPath: model.scratch.path)
        #expect(files.filter { $0.contains("1") } == [])
    }

    @Test func aReaderGoesOnWithTheFileThatACompactionMade() async throws {
        var model = try StoreModel(seed: 2)
        try model.append(30)
        try model.append(30)
        var isCompacted = false
        let reader = try await LocalVectors.open(
            in: model.scratch.path, identity: model.identity, metric: .l2,
            settings: IndexSettings(kind: .flat), access: .readOnly
        ) {
            // The reader has opened the file before; what is appended now is in the next one alone.
            if !isCompacted {
                _ = try model.store.compact(keeping: model.entries)
                try model.append(40)
                isCompacted = true
            }
            return model.entries
        }
        #expect(Set(reader.view.ids) == Set(model.live.keys))
        for (id, vector) in model.vectors { #expect(reader.view.index.vector(of: id) == vector) }
    }

    @Test func vectorsOfAnotherStoreAreRefused() async throws {
        let (one, other) = (try StoreModel(seed: 3), try StoreModel(seed: 4))
        await #expect(throws: VectorFileError.self) {
            _ = try await LocalVectors.open(
                in: one.scratch.path, identity: other.identity, metric: .l2,
                settings: IndexSettings(), access: .readOnly
            ) { [] }
        }
    }

    @Test func whatIsMissingIsSaid() async throws {
        var model = try StoreModel(seed: 5)
        try model.append(20)
        try model.append(20)
        let gone = try #require(
            try model.store.append(ids: [99], vectors: [1, 2, 3]).first)
        _ = try model.store.compact(keeping: model.entries)
        // As where an earlier catalogue is put back, which still refers to it.
        #expect(try model.store.vector(gone) == nil)
        try model.store.publish(model.entries + [gone])
        #expect(model.store.view.damagedIDs == [99] && model.store.view.count == model.live.count)
        #expect(try model.store.verify().damaged == [99])
        try model.store.publish(adding: [], removing: [99])
        #expect(model.store.view.damagedIDs == [])
        let references = "\(model.scratch.path)/vectors-1.lkv.references"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: references))
        for damaged in [bytes.prefix(30), bytes.dropLast(9) + bytes.suffix(8), Data()] {
            try damaged.write(to: URL(fileURLWithPath: references))
            await #expect(throws: VectorFileError.self) { _ = try await model.open(model.entries, .readOnly) }
        }
        try FileManager.default.removeItem(atPath: references)
        await #expect(throws: VectorFileError.self) { _ = try await model.open(model.entries, .readOnly) }
        try bytes.write(to: URL(fileURLWithPath: references))
        #expect(try await model.open(model.entries, .readOnly).view.count == model.live.count)
    }

    @Test func anEmptyStoreTakesAnotherDimension() async throws {
        var model = try StoreModel(seed: 6)
        try model.store.reset(dimension: 5)
        #expect(model.store.dimension == 5 && model.store.identity == model.identity)
        let added = try model.store.append(ids: [1], vectors: [1, 2, 3, 4, 5])
        try model.store.publish(added)
        #expect(try model.store.view.index.search([1, 2, 3, 4, 5], SearchRequest(k: 1))[0].map(\.id) == [1])
        #expect(throws: VectorFileError.self) { try model.store.reset(dimension: 7) }
        (model.live, model.vectors) = ([1: added[0]], [1: [1, 2, 3, 4, 5]])
        try await model.reopen()
        #expect(model.store.view.index.vector(of: 1) == [1, 2, 3, 4, 5])
    }
}
