internal import Foundation
internal import GRDB
public import LookalikeJSON

extension SQLiteCatalogue {
    /// Inserts the job, or replaces the one with its id.
    public func put(_ job: JobRecord) async throws(CatalogueError) {
        try await write {
            try $0.execute(
                sql: """
                    INSERT INTO jobs
                        (id, kind, collection, state, done, total, parameters, result, error, attempts, created_at,
                         finished_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET state = excluded.state, done = excluded.done,
                        total = excluded.total, parameters = excluded.parameters, result = excluded.result,
                        error = excluded.error, attempts = excluded.attempts, finished_at = excluded.finished_at
                    """,
                arguments: [
                    job.id, job.kind, job.collection, job.state.rawValue, job.done, job.total,
                    job.parameters.text, job.result?.text, job.error, job.attempts,
                    job.createdAt.timeIntervalSince1970,
                    job.finishedAt?.timeIntervalSince1970,
                ])
        }
    }

    /// With its parameters and its result, which may be long.
    public func job(_ id: String) async throws(CatalogueError) -> JobRecord? {
        try await read {
            try Row.fetchOne($0, sql: "SELECT * FROM jobs WHERE id = ?", arguments: [id]).map(JobRecord.init)
        }
    }

    /// With parameters and results, which may be long; see ``jobHeads(finalLimit:)``.
    public func jobs(finalLimit: Int) async throws(CatalogueError) -> [JobRecord] {
        try await jobs("*", finalLimit)
    }

    /// The columns of parameters and results are not read.
    public func jobHeads(finalLimit: Int) async throws(CatalogueError) -> [JobRecord] {
        // Unnamed columns are not read; long results are stored on separate pages.
        try await jobs(
            """
            id, kind, collection, collection_deleted, state, done, total, '{}' AS parameters, NULL AS result, error,
            attempts, created_at, finished_at
            """, finalLimit)
    }

    /// The result without its lists and objects, so that a long one is not read.
    public func resultSummary(ofJob id: String) async throws(CatalogueError) -> [String: JSONValue]? {
        try await read {
            try String.fetchOne(
                $0,
                sql: """
                    SELECT (SELECT json_group_object(member.key, CASE member.type
                                WHEN 'true' THEN json('true') WHEN 'false' THEN json('false') ELSE member.value END)
                            FROM json_each(jobs.result) AS member WHERE member.type NOT IN ('array', 'object'))
                    FROM jobs WHERE id = ? AND result IS NOT NULL
                    """, arguments: [id]
            ).map(JSONValue.members)
        }
    }

    private func jobs(_ columns: String, _ finalLimit: Int) async throws(CatalogueError) -> [JobRecord] {
        try await read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT \(columns) FROM jobs WHERE state IN ('queued', 'running') OR id IN (
                        SELECT id FROM jobs WHERE state NOT IN ('queued', 'running')
                        ORDER BY created_at DESC, id DESC LIMIT ?)
                    ORDER BY created_at DESC, id DESC
                    """, arguments: [finalLimit]
            ).map(JobRecord.init)
        }
    }

    /// Unfinished jobs stay in any case.
    public func forgetJobs(keeping count: Int) async throws(CatalogueError) {
        try await write {
            try $0.execute(
                sql: """
                    DELETE FROM jobs WHERE id IN (
                        SELECT id FROM jobs WHERE state NOT IN ('queued', 'running')
                        ORDER BY created_at DESC, id DESC LIMIT -1 OFFSET ?)
                    """, arguments: [count])
        }
    }
}

extension JobRecord {
    fileprivate init(_ row: Row) {
        self.init(
            id: row["id"], kind: row["kind"], collection: row["collection"],
            state: State(rawValue: row["state"]) ?? .failed, done: row["done"], total: row["total"],
            parameters: JSONValue.members(of: row["parameters"]),
            result: (row["result"] as String?).map(JSONValue.members), error: row["error"],
            attempts: row["attempts"],
            createdAt: Date(timeIntervalSince1970: row["created_at"]),
            finishedAt: (row["finished_at"] as Double?).map(Date.init(timeIntervalSince1970:)))
        isOfDeletedCollection = row["collection_deleted"]
    }
}
