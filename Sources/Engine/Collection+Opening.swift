internal import Catalogue
internal import Foundation
internal import Vectors

extension Collection {
    /// The files of a collection, as they are found.
    struct Opened {
        var record: CollectionRecord
        let file: VectorFile
        let snapshot: VectorSnapshot

        /// - Throws: ``EngineError``, ``/Catalogue/CatalogueError``, ``/Vectors/VectorFileError``.
        init(
            _ record: CollectionRecord, _ catalogue: any Catalogue, _ data: DataDirectory,
            _ access: VectorFile.Access
        ) throws {
            switch access {
            case .readWrite: try self.init(writing: record, catalogue, data)
            case .readOnly: try self.init(reading: record, catalogue, data)
            }
        }

        private init(writing record: CollectionRecord, _ catalogue: any Catalogue, _ data: DataDirectory)
            throws
        {
            self.record = record
            let path = data.vectors(record.id, generation: record.generation)
            if record.vectorIdentity != nil {
                file = try Self.open(record, at: path, .readWrite)
            } else {
                try DurableFile.makeFolder(data.collection(record.id))
                // One that is there and empty was made just before a crash: nothing refers to it.
                file =
                    FileManager.default.fileExists(atPath: path)
                    ? try VectorFile.open(at: path)
                    : try VectorFile.create(at: path, dimension: record.dimension)
                guard file.rowCount == 0, file.dimension == record.dimension else {
                    throw EngineError.storageDamaged("\(path) has vectors that the catalogue does not know.")
                }
                self.record.vectorIdentity = "\(file.identity)"
                try catalogue.apply([], updating: self.record)
            }
            let rows = try catalogue.rows(in: record.id)
            let end = rows.last.map { Int($0.row) + 1 } ?? 0
            try file.settle(rows: end)
            try Self.noteNewerRows(of: file, from: end, in: CollectionFolder(data, record.id), catalogue)
            snapshot = try file.snapshot(live: rows.map { RowReference(id: $0.id, row: Int($0.row)) })
        }

        /// Ids are given before vectors are written under them. A vector of an id that this catalogue never gave was written
        /// beside a newer one: it is noted, so that no compaction leaves it out for good, and its id is not given again.
        private static func noteNewerRows(
            of file: VectorFile, from end: Int, in folder: CollectionFolder, _ catalogue: any Catalogue
        ) throws {
            guard file.rowCount > end else { return }
            let given = try catalogue.endOfIDs()
            let newer = try file.intactRows(from: end).filter { $0.id >= given }
            guard let last = newer.map(\.id).max() else { return }
            try folder.noteNewerRows()
            try catalogue.passIDs(last)
        }

        /// Beside a process that writes: its compaction may come between any two steps, so the record is asked for
        /// again at the end.
        private init(reading record: CollectionRecord, _ catalogue: any Catalogue, _ data: DataDirectory)
            throws
        {
            var record = record
            while true {
                // Just being made, so it has nothing yet.
                guard record.vectorIdentity != nil else { throw EngineError.unknownCollection(record.name) }
                let path = data.vectors(record.id, generation: record.generation)
                let result = Result {
                    let file = try Self.open(record, at: path, .readOnly)
                    let rows = try catalogue.rows(in: record.id)
                    return (
                        file, try file.snapshot(live: rows.map { RowReference(id: $0.id, row: Int($0.row)) })
                    )
                }
                guard let now = try catalogue.collection(named: record.name), now.id == record.id else {
                    throw EngineError.unknownCollection(record.name)
                }
                if now.generation == record.generation {
                    self.record = now
                    (file, snapshot) = try result.get()
                    return
                }
                record = now
            }
        }

        private static func open(
            _ record: CollectionRecord, at path: String, _ access: VectorFile.Access
        ) throws -> VectorFile {
            let file = try VectorFile.open(at: path, access: access)
            guard "\(file.identity)" == record.vectorIdentity, file.dimension == record.dimension else {
                throw EngineError.damaged(record.name, "\(path) is not the file that the catalogue knows.")
            }
            return file
        }
    }
}
