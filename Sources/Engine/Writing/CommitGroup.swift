internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeVectors
internal import LookalikeWorkThreads

/// The combined result of several writes to a collection, before any of it is stored. Each write sees the earlier
/// ones.
///
/// A write that fails throws before it changes anything here; the others continue.
struct CommitGroup {
    let collection: OpenCollection
    private(set) var categories: CategorySums
    private(set) var categoryChanges: [CategoryChange] = []
    /// Records after this group, by id; nil if it deletes one.
    private var records: [ExactText: ImageRecord?]
    /// Records that existed before.
    private let before: [Int64: ImageRecord]
    private(set) var touched: [Int64] = []
    private var ids: [Int64: String] = [:]
    private(set) var vectors: [Int64: [Float]] = [:]
    private var fingerprints: [ImageChange] = []
    private var touchedCategories: Set<Int64> = []
    /// Ids by the contents, numbers and codes that this group stores.
    private var contents: [String: String] = [:]
    private var numbers: [Int64: String] = [:]
    private var codes: [String: String] = [:]
    /// Whether a damaged vector was removed from a category whose sum still contains it.
    private(set) var hasTakenDamage = false
    /// Contents that this group starts or may stop using.
    private(set) var hashes: Set<String> = []
    private(set) var staged: Set<String> = []
    /// Contents that existed before, perhaps without a record: they stay if the write fails.
    private(set) var found: Set<String> = []

    init(
        _ writes: [CollectionWrite], of collection: OpenCollection, categories: CategorySums
    ) async throws {
        self.collection = collection
        self.categories = categories
        let asked = Set(writes.flatMap(\.ids).map(ExactText.init))
        let known = try await collection.catalogue.images(ids: asked.map(\.text), in: collection.recordID)
        records = Dictionary(known.map { (ExactText($0.id), $0) }, uniquingKeysWith: { a, _ in a })
        for id in asked where records[id] == nil { records[id] = .some(nil) }
        before = Dictionary(known.map { ($0.recordID, $0) }, uniquingKeysWith: { a, _ in a })
    }

    mutating func add(_ write: CollectionWrite) async throws -> WriteResult {
        switch write {
        case .put(let images, let model):
            let has = collection.record.model
            if let model, has != model {
                throw EngineError.modelMismatch(collection: collection.name, has: has ?? "none", asked: model)
            }
            return await .images(try put(images))
        case .heal(let healed, let image):
            let now = current(image.id)
            guard now?.recordID == image.recordID, now?.contentHash == image.contentHash,
                now?.vector == image.vector
            else {
                return .done
            }
            return await .images(try put([healed]))
        case .delete(let id):
            try await delete(id)
            return .done
        case .deleteAll(let ids):
            let known = ids.filter { current($0) != nil }
            for id in known { try await delete(id) }
            return .deleted(known.count)
        case .label(let id, let edit):
            return await .images([try label(id, edit)])
        case .createCategory(let name, let id):
            return .category(try create(name, id))
        case .renameCategory(let id, let name):
            try categories.rename(id, to: name, in: collection.name)
            categoryChanges.append(.rename(id: id, name: name))
            return .category(try category(id))
        case .deleteCategory(let id):
            return .category(try deleteCategory(id))
        }
    }

    // MARK: Images

    private mutating func put(_ images: [StorableImage]) async throws -> [StoredRecord] {
        let (categoriesBefore, changesBefore) = (categories, categoryChanges.count)
        do {
            try await checkNames(of: images)
            for case .id(let id) in images.map(\.category) { _ = try category(id) }
            for case .named(let name) in images.map(\.category) where categories.id(named: name) == nil {
                _ = try create(name, nil)
            }
            for image in images { try await stage(image) }
        } catch {
            (categories, categoryChanges) = (categoriesBefore, Array(categoryChanges.prefix(changesBefore)))
            throw error
        }
        // If several have the same id, the last one stays.
        let fresh = Set(images.map { ExactText($0.id) }).count { current($0.text) == nil }
        var recordIDs = try await collection.catalogue.reserveRecordIDs(fresh).makeIterator()
        var stored: [StoredRecord] = []
        for image in images {
            let old = current(image.id)
            if image.copies == .answerExisting, old == nil, let copy = try await copy(of: image) {
                stored.append(StoredRecord(record: copy, replaces: false, isCopy: true))
                continue
            }
            // Sound: as many record ids were reserved as there are ids without a record.
            var record = ImageRecord(
                image, in: collection.recordID, replacing: old, recordID: old?.recordID ?? recordIDs.next()!
            )
            try await forget(old)
            record.category = resolve(image.category, old: old?.category, vector: image.vector)
            store(record, vector: image.vector)
            if let fingerprint = image.fingerprintChange { fingerprints.append(fingerprint) }
            stored.append(StoredRecord(record: record, replaces: old != nil))
        }
        return stored
    }

    /// Writes the bytes of an upload, still without a name.
    private mutating func stage(_ image: StorableImage) async throws {
        guard let content = image.content else { return }
        let files = collection.data.uploads(collection.recordID)
        let wasThere = try await Blocking.run { try files.stage(content, image.hash) }
        if wasThere, !staged.contains(image.hash) { found.insert(image.hash) }
        hashes.insert(image.hash)
        staged.insert(image.hash)
    }

    private mutating func delete(_ id: String) async throws {
        guard let old = current(id) else {
            throw EngineError.unknownImage(id, collection: collection.name)
        }
        try await forget(old)
        records[ExactText(id)] = .some(nil)
        touch(old)
    }

    private mutating func label(
        _ id: String, _ edit: ImageEdit
    ) async throws -> StoredRecord {
        let choice = edit.category
        guard var record = current(id) else {
            throw EngineError.unknownImage(id, collection: collection.name)
        }
        if case .id(let id) = choice { _ = try category(id) }
        let vector = try await vector(of: record)
        if case .named(let name) = choice, categories.id(named: name) == nil { _ = try create(name, nil) }
        move(vector, from: record.category, to: nil)
        record.category = resolve(choice, old: record.category, vector: vector)
        move(vector, from: nil, to: record.category)
        record.attributes = edit.attributes.applied(to: record.attributes)
        record.name = edit.name ?? record.name
        record.updatedAt = .storable
        records[ExactText(id)] = record
        touch(record)
        return StoredRecord(record: record, replaces: true)
    }

    /// Removes what belongs to a record that is deleted or replaced.
    private mutating func forget(_ old: ImageRecord?) async throws {
        guard let old else { return }
        if old.category != nil {
            let vector = try await vector(of: old)
            if vector == nil, old.vector != nil { hasTakenDamage = true }
            move(vector, from: old.category, to: nil)
        }
        vectors[old.recordID] = nil
        guard old.source == .upload else { return }
        hashes.insert(old.contentHash)
        if contents[old.contentHash].map(ExactText.init) == ExactText(old.id) {
            contents[old.contentHash] = nil
        }
    }

    private mutating func store(_ record: ImageRecord, vector: [Float]?) {
        records[ExactText(record.id)] = record
        touch(record)
        guard let vector else { return }
        vectors[record.recordID] = vector
        move(vector, from: nil, to: record.category)
    }

    private mutating func touch(_ record: ImageRecord) {
        if ids.updateValue(record.id, forKey: record.recordID) == nil { touched.append(record.recordID) }
        if !record.contentHash.isEmpty { contents[record.contentHash] = record.id }
        if let number = record.externalID { numbers[number] = record.id }
        if let code = record.code { codes[code] = record.id }
    }

    private func current(_ id: String) -> ImageRecord? { records[ExactText(id)] ?? nil }

    private func copy(of image: StorableImage) async throws -> ImageRecord? {
        if let record = contents[image.hash].flatMap(current), record.contentHash == image.hash {
            return record
        }
        guard !image.hash.isEmpty else { return nil }
        let stored = try await collection.catalogue.images(contentHash: image.hash, in: collection.recordID)
        // Records changed by this group differ from the catalogue.
        return stored.first { ids[$0.recordID] == nil }
    }

    /// The present vector of a ready record; nil for a broken image or a damaged vector.
    private func vector(of record: ImageRecord) async throws -> [Float]? {
        if let vector = vectors[record.recordID] { return vector }
        guard let entry = record.vectorEntry else { return nil }
        return try await collection.vectors.vectors(of: [entry])[record.recordID]
    }

    /// Refuses a number or code of another image before anything is written, so that only this write fails.
    private func checkNames(of images: [StorableImage]) async throws {
        let catalogue = collection.catalogue
        // Images in the same call may exchange their numbers and codes.
        let given = Dictionary(
            images.map { (ExactText($0.id), $0) }, uniquingKeysWith: { _, last in last })
        for image in images {
            if let number = image.externalID {
                let owner = numbers[number].flatMap(current)
                let taken = try await catalogue.image(externalID: number, in: collection.recordID)
                try checkFree(
                    "\(number)", taken, owner?.externalID == number ? owner : nil, for: image
                ) { given[ExactText($0)].map { ($0.externalID ?? number) != number } ?? false }
            }
            if let code = image.code {
                let owner = codes[code].flatMap(current)
                let taken = try await catalogue.image(code: code, in: collection.recordID)
                try checkFree(code, taken, owner?.code == code ? owner : nil, for: image) {
                    given[ExactText($0)].map { ($0.code ?? code) != code } ?? false
                }
            }
        }
        try checkDistinct(images.map { ($0.id, $0.externalID.map { "\($0)" }) })
        try checkDistinct(images.map { ($0.id, $0.code) })
    }

    /// - Parameters:
    ///   - taken: the image that has the number or code in the catalogue.
    ///   - owner: the image that has it in this group.
    ///   - givesUp: whether the image with an id gets another one in the same call.
    private func checkFree(
        _ name: String, _ taken: ImageRecord?, _ owner: ImageRecord?, for image: StorableImage,
        givesUp: (String) -> Bool
    ) throws {
        let catalogued = taken.flatMap { ids[$0.recordID] == nil ? $0 : nil }
        for other in [catalogued, owner] {
            guard let other, ExactText(other.id) != ExactText(image.id), !givesUp(other.id) else {
                continue
            }
            throw EngineError.identifierTaken(name, collection: collection.name)
        }
    }

    private func checkDistinct(_ names: [(id: String, name: String?)]) throws {
        var owners: [String: String] = [:]
        for case (let id, let name?) in names {
            if let owner = owners.updateValue(id, forKey: name), ExactText(owner) != ExactText(id) {
                throw EngineError.identifierTaken(name, collection: collection.name)
            }
        }
    }
}

// MARK: Categories

extension CommitGroup {
    private func category(_ id: Int64) throws(EngineError) -> CategoryRecord {
        guard let entry = categories.entries[id] else {
            throw .unknownCategory("\(id)", collection: collection.name)
        }
        return entry.record
    }

    private mutating func create(_ name: String, _ id: Int64?) throws(EngineError) -> CategoryRecord {
        let record = try categories.create(name, id: id, at: .storable)
        categoryChanges.append(.create(record))
        return record
    }

    /// Its images are in the catalogue, or among those of this group.
    private mutating func deleteCategory(_ id: Int64) throws -> CategoryRecord {
        let record = try category(id)
        categories.delete(id)
        touchedCategories.remove(id)
        // Applied before the images, so they lose it too.
        categoryChanges.append(.delete(id: id))
        for (imageID, image) in records where image?.category == id { records[imageID]??.category = nil }
        return record
    }

    private mutating func resolve(_ choice: CategoryChoice, old: Int64?, vector: [Float]?) -> Int64? {
        switch choice {
        case .unchanged: return old
        case .none: return nil
        case .id(let id): return id
        case .named(let name): return categories.id(named: name)
        case .nearest:
            guard let vector else { return old }
            if let nearest = categories.nearest(to: vector).first { return nearest.category.id }
            if let id = categories.id(named: CategoryName.uncategorized) { return id }
            return try? create(CategoryName.uncategorized, nil).id
        }
    }

    private mutating func move(_ vector: [Float]?, from old: Int64?, to new: Int64?) {
        guard let vector else { return }
        if let old {
            categories.remove(vector, from: old)
            touchedCategories.insert(old)
        }
        if let new {
            categories.add(vector, to: new)
            touchedCategories.insert(new)
        }
    }
}

// MARK: The end

extension CommitGroup {
    /// The changes to apply once the vectors are stored.
    ///
    /// - Parameter references: of the record ids in `vectors`.
    func changes(references: [Int64: Int64]) -> [ImageChange] {
        touched.compactMap { recordID in
            guard let id = ids[recordID] else { return nil }
            guard var record = current(id), record.recordID == recordID else {
                return before[recordID] == nil ? nil : .delete(recordID: recordID)
            }
            record.vector = references[recordID] ?? record.vector
            return .put(record)
        } + fingerprints
    }

    var allCategoryChanges: [CategoryChange] {
        categoryChanges
            + touchedCategories.sorted().compactMap { categories.prototype($0) }.map { .prototype($0) }
    }

    /// Record ids that searches know and that were removed.
    var removed: [Int64] {
        touched.filter { recordID in
            guard let id = ids[recordID], before[recordID] != nil else { return false }
            return current(id)?.recordID != recordID
        }
    }
}
