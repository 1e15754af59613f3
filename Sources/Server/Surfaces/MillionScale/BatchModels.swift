internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

struct ScaleBatchOrder: Codable, Sendable, SchemaDocumented {
    var images: [ScaleIndexOrder]
    @Lenient var asyncProcessing: Bool?

    enum CodingKeys: String, CodingKey {
        case images
        case asyncProcessing = "async_processing"
    }

    static var schemaName: String? { "BatchUploadRequest" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "async_processing": PropertyDoc(
                "Whether to answer once the batch is accepted rather than once it is done.", default: true)
        ]
    }
}

/// The rest of a batch's body without the images.
struct ScaleBatchFrame: Decodable, Sendable {
    var images: [JSONValue]
    @Lenient var asyncProcessing: Bool?

    enum CodingKeys: String, CodingKey {
        case images
        case asyncProcessing = "async_processing"
    }
}

struct ScaleBatchAnswer: Codable, Sendable, SchemaDocumented {
    var jobID: String
    var status: String
    var message: String
    var totalImages: Int

    enum CodingKeys: String, CodingKey {
        case status, message
        case jobID = "job_id"
        case totalImages = "total_images"
    }

    static var schemaName: String? { "BatchUploadResponse" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "status": PropertyDoc(
                "`completed` where the batch was waited for and is done.",
                allowed: ["accepted", "completed", "failed"])
        ]
    }
}

/// The results of a batch's images.
struct ScaleBatchResult: Codable, Sendable, SchemaDocumented {
    struct Item: Codable, Sendable, SchemaDocumented {
        var status: String
        var imageID: String
        var message: String

        enum CodingKeys: String, CodingKey {
            case status, message
            case imageID = "image_id"
        }

        static var schemaName: String? { "BatchImageResult" }
        static var propertyDocs: [String: PropertyDoc] {
            [
                "status": PropertyDoc(allowed: ["success", "error"]),
                "message": "Why it failed, or what is missing of the image, if so.",
            ]
        }

        init(_ result: BatchReport.Result) {
            status = result.success ? "success" : "error"
            imageID = result.imageID
            message = result.sentence("Image processed successfully")
        }
    }

    var status: String
    var total: Int
    var successful: Int
    var failed: Int
    var results: [Item]

    static var schemaName: String? { "BatchResult" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "status": PropertyDoc(
                "`error` where it was cancelled or stopped before its end.", allowed: ["completed", "error"]),
            "results":
                "Of the images in order, the first thousand; of those after, failures and cut images only.",
        ]
    }

    /// Nil before the end.
    init?(_ job: Job) {
        guard job.state.isFinal, let report = job.batchReport else { return nil }
        status = job.state == .succeeded ? "completed" : "error"
        (total, successful, failed) = (report.total, report.indexed, report.failed)
        results = report.results.map(Item.init)
    }
}

struct ScaleJobStatus: Codable, Sendable, SchemaDocumented {
    var jobID: String
    var status: String
    /// Finished images.
    var current: Int
    var total: Int
    var result: ScaleBatchResult?
    var error: String?

    enum CodingKeys: String, CodingKey {
        case status, current, total, result, error
        case jobID = "job_id"
    }

    static var schemaName: String? { "BatchStatus" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "status": PropertyDoc(
                "A cancelled batch has failed; what it had done stays.",
                allowed: ["pending", "processing", "completed", "failed"]),
            "current": "Images that are done.",
            "result": "What became of the images; null until the end.",
            "error": "Why it has failed; null where it has not.",
        ]
    }

    init(_ job: Job) {
        jobID = job.id
        (current, total) = (job.progress.done, job.progress.total)
        result = ScaleBatchResult(job)
        error = job.error
        switch job.state {
        case .queued: status = "pending"
        case .running: status = "processing"
        case .succeeded: status = "completed"
        case .failed: status = "failed"
        case .cancelled:
            status = "failed"
            error = "The job was cancelled."
        }
    }

    /// Including nulls, which clients expect.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(jobID, forKey: .jobID)
        try container.encode(status, forKey: .status)
        try container.encode(current, forKey: .current)
        try container.encode(total, forKey: .total)
        try container.encode(result, forKey: .result)
        try container.encode(error, forKey: .error)
    }
}

struct ScaleJobList: Codable, Sendable, SchemaDocumented {
    var activeJobs: [ScaleJobStatus]

    enum CodingKeys: String, CodingKey {
        case activeJobs = "active_jobs"
    }

    static var propertyDocs: [String: PropertyDoc] {
        ["active_jobs": "Those that wait or work, newest first."]
    }
}
