internal import Foundation
internal import GRDB
internal import LookalikeJSON
internal import LookalikeWorkThreads

extension SQLiteCatalogue {
    /// The record id that no record has had yet.
    public func endOfRecordIDs() async throws(CatalogueError) -> Int64 {
        try await read { try Int64.fetchOne($0, sql: "SELECT next FROM id_sequence") ?? 1 }
    }

    /// Does nothing if the record ids are past `last` already.
    public func passRecordIDs(_ last: Int64) async throws(CatalogueError) {
        try await write {
            try $0.execute(
                sql: "UPDATE id_sequence SET next = ? WHERE next <= ?", arguments: [last + 1, last])
        }
        // Those that were reserved before may be below. It may wait for who is just reserving more.
        await Blocking.run { [recordIDs] in recordIDs.pass(last) }
    }

    /// Record ids that were reserved and not used are lost at the end of the process; they are not given again.
    public func reserveRecordIDs(_ count: Int) async throws(CatalogueError) -> Range<Int64> {
        if let free = recordIDs.takeFree(count) { return free }
        do {
            return try await Blocking.run { [recordIDs, pool] in
                try recordIDs.take(count) { block in
                    try pool.write { database in
                        let first = try Int64.fetchOne(
                            database, sql: "UPDATE id_sequence SET next = next + ? RETURNING next - ?",
                            arguments: [block, block])!
                        return first..<first + Int64(block)
                    }
                }
            }
        } catch {
            throw CatalogueError(error, path: pool.path)
        }
    }

    /// One transaction: all changes are made, or none.
    public func apply(
        _ changes: [ImageChange], categories: [CategoryChange], of owner: Int64,
        updating collection: CollectionRecord?
    ) async throws(CatalogueError) {
        if changes.isEmpty, categories.isEmpty, collection == nil { return }
        try await write { database in
            for change in categories { try Self.apply(change, of: owner, to: database) }
            try Self.freeIDs(of: changes, in: database)
            for change in changes { try Self.apply(change, to: database) }
            if let collection { try Self.update(collection, in: database) }
        }
    }

    /// Images may swap ids in one set of changes, so every id that is given up is freed first. The substitute
    /// contains a zero byte, which no real id does.
    private static func freeIDs(of changes: [ImageChange], in database: Database) throws {
        for change in changes {
            switch change {
            case .delete(let recordID): try run("DELETE FROM images WHERE id = ?", [recordID], in: database)
            case .deleteFile(let recordID):
                try run("DELETE FROM images WHERE id = ? AND source = 'file'", [recordID], in: database)
            case .move(let recordID, let id, _, _, _, _):
                try run(
                    "UPDATE images SET key = char(0) || id WHERE id = ? AND source = 'file' AND key <> ?",
                    [recordID, id],
                    in: database)
            case .put(let image):
                try run(
                    """
                    UPDATE images SET key = char(0) || id, external_id = NULL, code = NULL
                    WHERE id = ? AND (key <> ? OR external_id IS NOT ? OR code IS NOT ?)
                    """, [image.recordID, image.id, image.externalID, image.code], in: database)
            case .touch, .fingerprint: break
            }
        }
    }

    private static func apply(_ change: ImageChange, to database: Database) throws {
        switch change {
        case .put(let image): try naming(image) { try run(put, image.arguments, in: database) }
        case .touch(let recordID, let signature):
            try run(
                """
                UPDATE images SET file_size = ?, file_modified = ?, file_changed = ?, file_inode = ?
                WHERE id = ? AND source = 'file'
                """, signature.arguments + [recordID], in: database)
        case .move(let recordID, let id, let root, let path, let name, let signature):
            try naming(id) {
                try run(
                    """
                    UPDATE images SET key = ?, root_id = ?, path = ?, name = ?,
                        file_size = ?, file_modified = ?, file_changed = ?, file_inode = ?
                    WHERE id = ? AND source = 'file'
                    """, [id, root, path, name] + signature.arguments + [recordID], in: database)
            }
        case .fingerprint(let fingerprint): try put(fingerprint, in: database)
        case .delete, .deleteFile: break  // done by `freeIDs`
        }
    }

    static func run(_ sql: String, _ arguments: StatementArguments, in database: Database) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Runs a statement that gives an image its id; throws if another image has it.
    static func naming(_ id: String, _ body: () throws -> Void) throws {
        do { try body() } catch let error as DatabaseError
            where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
        {
            throw CatalogueError.duplicate(id)
        }
    }

    /// As ``naming(_:_:)``, for a record that may also have a number and a code.
    private static func naming(_ image: ImageRecord, _ body: () throws -> Void) throws {
        do { try body() } catch let error as DatabaseError
            where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
        {
            let text = error.message ?? ""
            if text.contains("external_id"), let number = image.externalID {
                throw CatalogueError.duplicate("\(number)")
            }
            throw CatalogueError.duplicate(text.contains("images.code") ? image.code ?? image.id : image.id)
        }
    }

    private static let put = """
        INSERT INTO images (id, collection_id, key, source, path, root_id, frame, name, media_type, width, height, bytes, content_hash,
            attributes, state, error, file_size, file_modified, file_changed, file_inode, vector,
            category_id, external_id, code, mark, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET key = excluded.key, source = excluded.source, path = excluded.path,
            root_id = excluded.root_id, frame = excluded.frame,
            name = excluded.name, media_type = excluded.media_type, width = excluded.width,
            height = excluded.height, bytes = excluded.bytes, content_hash = excluded.content_hash,
            attributes = excluded.attributes, state = excluded.state, error = excluded.error,
            file_size = excluded.file_size, file_modified = excluded.file_modified,
            file_changed = excluded.file_changed, file_inode = excluded.file_inode,
            vector = excluded.vector, category_id = excluded.category_id,
            external_id = excluded.external_id, code = excluded.code, mark = excluded.mark,
            updated_at = excluded.updated_at
        """
}

extension FileSignature {
    fileprivate var arguments: StatementArguments { [size, modified, changed, Int64(bitPattern: inode)] }
}

extension ImageRecord {
    fileprivate var arguments: StatementArguments {
        [
            recordID, collection, id, source.rawValue, path, root, frame?.json, name, mediaType, width,
            height, bytes,
            contentHash,
            attributes.text, state.rawValue, error, signature?.size,
            signature?.modified,
            signature?.changed, signature.map { Int64(bitPattern: $0.inode) }, vector, category, externalID,
            code, mark,
            createdAt.timeIntervalSince1970, updatedAt.timeIntervalSince1970,
        ]
    }
}
