internal import LookalikeCatalogue

/// All that a ``MemoryCatalogue`` has. A change works on a copy, which takes the original's place if all went well.
struct MemoryRecords: Sendable {
    var collections: [Int64: CollectionRecord] = [:]
    var lastCollection: Int64 = 0
    var images: [Int64: ImageRecord] = [:]
    /// By collection, then by id.
    var categories: [Int64: [Int64: CategoryRecord]] = [:]
    var prototypes: [Int64: [Int64: PrototypeRecord]] = [:]
    var nextCategory: [Int64: Int64] = [:]
    var nextImage: Int64 = 1
    var lastRoot: Int64 = 0
    var jobs: [String: JobRecord] = [:]
    /// By collection.
    var migrations: [Int64: MigrationRecord] = [:]
    /// By image.
    var secondVectors: [Int64: SecondVector] = [:]
    var duplicates = MemoryDuplicates()

    /// By ascending record id.
    func images(of collection: Int64, where isWanted: (ImageRecord) -> Bool) -> [ImageRecord] {
        images.values.filter { $0.collection == collection && isWanted($0) }.sorted {
            $0.recordID < $1.recordID
        }
    }

    mutating func delete(collection: Int64) {
        collections[collection] = nil
        duplicates.delete(collection: collection)
        images = images.filter { $0.value.collection != collection }
        (categories[collection], prototypes[collection], nextCategory[collection]) = (nil, nil, nil)
        migrations[collection] = nil
        secondVectors = secondVectors.filter { images[$0.key] != nil }
    }

    // MARK: Images

    /// - Throws: ``CatalogueError/duplicate(_:)``.
    mutating func apply(_ changes: [ImageChange]) throws(CatalogueError) {
        for change in changes { try apply(change) }
        try checkNames(of: Set(changes.compactMap { images[$0.image]?.collection }))
    }

    private mutating func apply(_ change: ImageChange) throws(CatalogueError) {
        let known = images[change.image]
        switch change {
        case .put(var image):
            guard collections[image.collection] != nil else {
                throw .failed("There is no collection \(image.collection).")
            }
            if let known { (image.collection, image.createdAt) = (known.collection, known.createdAt) }
            images[image.recordID] = image
        case .touch(let recordID, let signature):
            if known?.source == .file { images[recordID]?.signature = signature }
        case .move(let recordID, let id, let root, let path, let name, let signature):
            guard var moved = known, moved.source == .file else { return }
            (moved.id, moved.root, moved.path) = (id, root, path)
            (moved.name, moved.signature) = (name, signature)
            images[recordID] = moved
        case .delete(let recordID): (images[recordID], secondVectors[recordID]) = (nil, nil)
        case .deleteFile(let recordID):
            if known?.source == .file { (images[recordID], secondVectors[recordID]) = (nil, nil) }
        case .fingerprint(let fingerprint): duplicates.store(fingerprint)
        }
    }

    /// Checked when all changes are made, so that images may swap their names.
    private func checkNames(of collections: Set<Int64>) throws(CatalogueError) {
        for collection in collections {
            let images = images(of: collection) { _ in true }
            try Self.check(images.map(\.id))
            try Self.check(images.compactMap(\.externalID).map(String.init))
            try Self.check(images.compactMap(\.code))
        }
    }

    private static func check(_ names: [String]) throws(CatalogueError) {
        var taken: Set<[UInt8]> = []
        for name in names where !taken.insert(Array(name.utf8)).inserted { throw .duplicate(name) }
    }

    // MARK: Categories

    mutating func apply(_ change: CategoryChange, of collection: Int64) throws(CatalogueError) {
        switch change {
        case .create(var record):
            guard collections[collection] != nil, categories[collection]?[record.id] == nil else {
                throw .failed("Collection \(collection) can't have a category \(record.id).")
            }
            record.count = 0
            categories[collection, default: [:]][record.id] = record
            prototypes[collection, default: [:]][record.id] = PrototypeRecord(
                category: record.id, count: 0, sum: [])
            nextCategory[collection] = max(nextCategory[collection] ?? 1, record.id + 1)
        case .rename(let id, let name): categories[collection]?[id]?.name = name
        case .delete(let id):
            for image in images.values where image.collection == collection && image.category == id {
                images[image.recordID]?.category = nil
            }
            categories[collection]?[id] = nil
            prototypes[collection]?[id] = nil
        case .prototype(let prototype):
            guard categories[collection]?[prototype.category] != nil else { return }
            categories[collection]?[prototype.category]?.count = prototype.count
            prototypes[collection]?[prototype.category] = prototype
        }
        try Self.check(categories[collection, default: [:]].values.map(\.name))
    }
}

extension ImageChange {
    /// The record id of its image; 0 if it is about a content.
    fileprivate var image: Int64 {
        switch self {
        case .put(let image): image.recordID
        case .touch(let recordID, _), .move(let recordID, _, _, _, _, _), .delete(let recordID),
            .deleteFile(let recordID):
            recordID
        case .fingerprint: 0
        }
    }
}
