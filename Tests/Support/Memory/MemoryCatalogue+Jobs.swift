internal import Foundation
public import LookalikeCatalogue
public import LookalikeJSON

extension MemoryCatalogue {
    public func put(_ job: JobRecord) {
        var job = job
        if let known = records.jobs[job.id] {
            (job.kind, job.collection, job.createdAt) = (known.kind, known.collection, known.createdAt)
            job.isOfDeletedCollection = known.isOfDeletedCollection
        }
        records.jobs[job.id] = job
    }

    public func job(_ id: String) -> JobRecord? { records.jobs[id] }

    public func jobs(finalLimit: Int) -> [JobRecord] {
        var left = finalLimit
        return newestFirst.filter { job in
            guard job.state.isFinal else { return true }
            left -= 1
            return left >= 0
        }
    }

    public func jobHeads(finalLimit: Int) -> [JobRecord] {
        jobs(finalLimit: finalLimit).map { job in
            var head = job
            (head.parameters, head.result) = ([:], nil)
            return head
        }
    }

    public func resultSummary(ofJob id: String) -> [String: JSONValue]? {
        records.jobs[id]?.result?.filter { $0.value.arrayValue == nil && $0.value.objectValue == nil }
    }

    public func forgetJobs(keeping count: Int) {
        for job in newestFirst.filter(\.state.isFinal).dropFirst(count) { records.jobs[job.id] = nil }
    }

    private var newestFirst: [JobRecord] {
        records.jobs.values.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    }
}
