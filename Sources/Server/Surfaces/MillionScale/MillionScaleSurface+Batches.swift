internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeOpenAPI

extension MillionScaleSurface {
    var batchRoutes: [Route] { [upload, batchStatus, batchJobs, cancelBatch] }

    private static let job = QueryParameter<String>.required(
        "job_id", location: .path, description: "The job's id.")
    private static let unknown = error(404, "No such job.")

    private var upload: Route {
        Route(
            .post, "/api/v1/batch/upload", "Index many images",
            description:
                "Images go to the disk as they come. A batch that was accepted is done also if the server is restarted; one image that can't be read does not keep the others.",
            body: .json(ScaleBatchOrder.self),
            answers: [.json(ScaleBatchAnswer.self, "It is accepted, or done.")] + Self.imageErrors
        ) { request in
            let collection = try await images.made()
            let batch = try await engine.newBatch(in: collection)
            let waits: Bool
            do {
                waits = try await BatchBody.receive(request, into: batch)
            } catch {
                await batch.discard()
                throw error
            }
            let total = await batch.total
            let job = try await batch.start()
            let answer = waits ? try await finished(job, total) : accepted(job, total)
            return JSONResponse.make(answer).naming(model: collection.record.model)
        }
    }

    private func accepted(_ job: Job, _ total: Int) -> ScaleBatchAnswer {
        ScaleBatchAnswer(
            jobID: job.id, status: "accepted", message: "Batch of \(total) images accepted for processing",
            totalImages: total)
    }

    private func finished(_ job: Job, _ total: Int) async throws -> ScaleBatchAnswer {
        let job = try await engine.jobs.finished(job.id)
        // The server is stopping; the next start resumes the job.
        if !job.state.isFinal { return accepted(job, total) }
        let report = job.batchReport
        let failures = (report?.failed ?? 0) > 0 ? ", \(report?.failed ?? 0) failed" : ""
        let cut = (report?.marked ?? 0) > 0 ? ", \(report?.marked ?? 0) with a part missing" : ""
        return ScaleBatchAnswer(
            jobID: job.id, status: job.state == .succeeded ? "completed" : "failed",
            message: job.error ?? "Indexed \(report?.indexed ?? 0) of \(total) images\(failures)\(cut)",
            totalImages: total)
    }

    private var batchStatus: Route {
        Route(
            .get, "/api/v1/batch/status/{job_id}", "How far a batch is", parameters: [Self.job],
            answers: [.json(ScaleJobStatus.self, "How far it is."), Self.unknown]
        ) { request in
            JSONResponse.make(ScaleJobStatus(try await batch(request)))
        }
    }

    private var batchJobs: Route {
        Route(
            .get, "/api/v1/batch/jobs", "List batches",
            answers: [.json(ScaleJobList.self, "Those that wait or work.")]
        ) { _ in
            let jobs = try await engine.jobs.jobs().filter { isOurs($0) && !$0.state.isFinal }
            return JSONResponse.make(ScaleJobList(activeJobs: jobs.map { ScaleJobStatus($0) }))
        }
    }

    private var cancelBatch: Route {
        Route(
            .delete, "/api/v1/batch/cancel/{job_id}", "Cancel a batch",
            description: "What it has done so far stays.", parameters: [Self.job],
            answers: [.json(ScaleMessage.self, "It stops, or had ended before."), Self.unknown]
        ) { request in
            let job = try await batch(request)
            if job.state.isFinal {
                return JSONResponse.make(
                    ScaleMessage(message: "Job \(job.id) had ended: it is \(ScaleJobStatus(job).status)"))
            }
            _ = try await engine.jobs.cancel(job.id)
            return JSONResponse.make(ScaleMessage(message: "Job \(job.id) cancelled"))
        }
    }

    /// - Throws: ``EngineError/unknownJob(_:)``, also for jobs of other interfaces.
    private func batch(_ request: RouteRequest) async throws -> Job {
        let id = try request.value(Self.job)
        let job = try await engine.jobs.job(id)
        guard isOurs(job) else { throw EngineError.unknownJob(id) }
        return job
    }

    private func isOurs(_ job: Job) -> Bool { job.isBatch && job.collection == configuration.collection }
}
