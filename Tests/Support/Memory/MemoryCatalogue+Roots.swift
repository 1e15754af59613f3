public import LookalikeCatalogue

extension MemoryCatalogue {
    public func addRoot(_ root: RootRecord, to collection: Int64) throws(CatalogueError) -> RootRecord {
        guard let known = records.collections[collection] else {
            throw .failed("There is no collection \(collection).")
        }
        guard !known.roots.contains(where: { $0.path.hasBytes(of: root.path) }) else {
            throw .duplicate(root.path)
        }
        let added = records.numbered(root)
        records.collections[collection]?.roots.append(added)
        for image in records.images(of: collection, where: { $0.source == .file && $0.root == nil }) {
            records.images[image.recordID]?.root = added.id
        }
        return added
    }

    public func updateRoots(_ roots: [RootRecord]) { records.update(roots) }

    public func removeRoot(_ id: Int64, of collection: Int64) {
        for image in records.images(of: collection, where: { $0.source == .file && $0.root == id }) {
            records.images[image.recordID] = nil
        }
        records.collections[collection]?.roots.removeAll { $0.id == id }
    }

    public func files(ofRoot root: Int64, in collection: Int64) -> [FileRecord] {
        records.files(of: collection) { $0.root == root }
    }

    public func images(ofFile path: String, root: Int64, in collection: Int64) -> [ImageRecord] {
        records.images(of: collection) {
            $0.source == .file && $0.root == root && $0.path?.hasBytes(of: path) == true
        }
    }

    public func imageCounts(ofRootsIn collection: Int64) -> [Int64: Int] {
        let files = records.images(of: collection) { $0.source == .file && $0.root != nil }
        return Dictionary(files.map { ($0.root!, 1) }, uniquingKeysWith: +)
    }
}

extension MemoryRecords {
    /// With an id of its own.
    mutating func numbered(_ root: RootRecord) -> RootRecord {
        lastRoot += 1
        var numbered = root
        numbered.id = lastRoot
        return numbered
    }

    mutating func update(_ roots: [RootRecord]) {
        for var root in roots {
            for (collection, record) in collections {
                guard let place = record.roots.firstIndex(where: { $0.id == root.id }) else { continue }
                root.addedAt = record.roots[place].addedAt
                collections[collection]?.roots[place] = root
            }
        }
    }

    /// By the bytes of their paths.
    func files(of collection: Int64, where isWanted: (ImageRecord) -> Bool) -> [FileRecord] {
        images(of: collection) { $0.source == .file && isWanted($0) }
            .map {
                FileRecord(
                    recordID: $0.recordID, path: $0.path ?? "", signature: $0.signature, state: $0.state)
            }
            .sorted { $0.path.precedes($1.path) }
    }
}
