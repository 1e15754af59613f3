internal import Foundation
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeOpenAPI

extension NativeSurface {
    private static let job = QueryParameter<String>.required(
        "id", location: .path, description: "The job's id.")
    private static let unknown = RouteAnswer.error(404, "No such job.")
    private static let allowRemovals = QueryParameter<Bool>(
        "allow_removals", default: false, description: "As in the body.")
    private static let replaceFolder = QueryParameter<Bool>(
        "replace_folder", default: false, description: "As in the body.")

    var jobRoutes: [Route] { [startSync, listJobs, showJob, watchJob, cancelJob] }

    private var startSync: Route {
        Route(
            .post, "/collections/{collection}/sync", "Sync a collection with its roots",
            description:
                "With all of them, or with one. A root that is missing, such as one whose disk is not mounted, keeps its images; the job's result says which (`roots`).",
            parameters: [Self.collection, Self.allowRemovals, Self.replaceFolder],
            body: .json(SyncOrder.self, isOptional: true),
            answers: [
                .json(Job.self, "The job that does it.", status: 202),
                .error(400, "There is no folder, or it can't be read."),
                .error(403, "Clients may not name this folder."), .error(404, "No such collection."),
                .error(
                    409,
                    "A sync of it is running, the folder is not one of its roots, or so many images would be removed that the folder may only look empty."
                ),
            ]
        ) { request in
            let collection = try await collection(request)
            let body = try await request.bytes(limit: request.limits.orderBytes)
            let order = body.isEmpty ? SyncOrder() : try ValidationIssues.decode(SyncOrder.self, from: body)
            var directory = try await folders.allowed(order.directory)
            if let root = order.root { directory = try await engine.root("\(root)", of: collection).path }
            // A setting may name another folder in place of the only one.
            if directory == nil, collection.record.roots.count <= 1 {
                directory = try await configured.path(of: collection.name)
            }
            var options = SyncOptions(
                force: order.force ?? false, full: order.full ?? false, dryRun: order.dryRun ?? false)
            options.allowRemovals = try order.allowRemovals ?? request.value(Self.allowRemovals)
            options.replaceFolder = try order.replaceFolder ?? request.value(Self.replaceFolder)
            if let size = order.batchSize {
                let parameter = QueryParameter<Int>("batch_size", default: 32, in: 1...128, location: .body)
                options.batchSize = try parameter.parse("\(size)").asIssues.get()
            }
            let job = try await engine.startSync(collection, directory: directory, options: options)
            return JSONResponse.make(job, status: .accepted, headers: [.location: "/jobs/\(job.id)"])
        }
    }

    private var listJobs: Route {
        Route(
            .get, "/jobs", "List jobs",
            description:
                "Without the lists in their results, such as those of a batch's images: the job's own route has them.",
            answers: [.json(JobList.self, "Those that run and the latest others, newest first.")]
        ) { [engine] _ in
            JSONResponse.make(JobList(jobs: try await engine.jobs.jobs()))
        }
    }

    private var showJob: Route {
        Route(
            .get, "/jobs/{id}", "Show a job", parameters: [Self.job],
            answers: [.json(Job.self, "How far it is."), Self.unknown]
        ) { [engine] request in
            JSONResponse.make(try await engine.jobs.job(try request.value(Self.job)))
        }
    }

    private var cancelJob: Route {
        Route(
            .delete, "/jobs/{id}", "Cancel a job", description: "What it has done so far stays.",
            parameters: [Self.job], answers: [.json(Job.self, "The job."), Self.unknown]
        ) { [engine] request in
            JSONResponse.make(try await engine.jobs.cancel(try request.value(Self.job)))
        }
    }

    private var watchJob: Route {
        Route(
            .get, "/jobs/{id}/events", "Watch a job",
            description:
                "Server-sent events: `progress` at each change and `done` at the end, each with the job as data.",
            parameters: [Self.job], answers: [.bytes("text/event-stream", "The events."), Self.unknown]
        ) { [engine] request in
            let events = JobEvents(try await engine.jobs.watch(try request.value(Self.job)))
            let body = ResponseBody { writer in
                for await event in events.stream { try await writer.write(event) }
                try await writer.finish(nil)
            }
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
                body: body)
        }
    }
}
