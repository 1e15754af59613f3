internal import Foundation
internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI
internal import NIOCore

/// The body of a batch, parsed as it arrives: only one image is in memory at a time.
enum BatchBody {
    private static let maximumImages = 100_000

    /// - Returns: whether the client waits until the batch is done.
    /// - Throws: ``ValidationIssues``, ``APIError`` 413, errors of ``Batch``. An image with invalid base64 or an
    ///   unusable id becomes one of the batch's results instead.
    static func receive(_ request: RouteRequest, into batch: Batch) async throws -> Bool {
        var splitter = JSONElementSplitter(
            member: "images", elementLimit: request.limits.jsonBytes, restLimit: request.limits.orderBytes)
        let limit = request.limits.batchBytes
        if let length = request.request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw APIError.tooLarge(limit: limit)
        }
        var received = 0
        var count = 0
        try await request.body.read { buffer in
            received += buffer.readableBytes
            guard received <= limit else { throw APIError.tooLarge(limit: limit) }
            for element in try elements(in: buffer, &splitter) {
                guard count < maximumImages else { throw APIError.tooMany(maximumImages) }
                try await add(element, at: count, to: batch, limit: request.limits.imageBytes)
                count += 1
            }
        }
        let frame = try ValidationIssues.decode(ScaleBatchFrame.self, from: splitter.rest)
        return frame.asyncProcessing == false
    }

    private static func elements(
        in buffer: ByteBuffer, _ splitter: inout JSONElementSplitter
    ) throws -> [[UInt8]] {
        do {
            return try splitter.feed(buffer.readableBytesView)
        } catch .tooLong(let limit) {
            throw APIError.tooLarge(limit: limit)
        } catch .malformed {
            let reason = ValidationIssue.Reason.jsonInvalid("The body is not valid JSON")
            throw ValidationIssues([ValidationIssue(reason, at: ["body", 0], input: [:])])
        }
    }

    private static func add(
        _ element: [UInt8], at position: Int, to batch: Batch, limit: Int
    ) async throws {
        let order: ScaleIndexOrder
        do {
            order = try ValidationIssues.decode(ScaleIndexOrder.self, from: element)
        } catch {
            throw ValidationIssues(
                error.detail.map { issue in
                    var issue = issue
                    issue.loc.insert(contentsOf: ["images", .int(position)], at: min(1, issue.loc.count))
                    return issue
                })
        }
        do {
            let image = try Base64Image.decode(order.imageData, field: "image_data", limit: limit)
            try await batch.add(
                IncomingImage(id: order.id, bytes: image, attributes: order.metadata ?? [:]))
        } catch let error as APIError {
            try await batch.add(problem: error.message, id: order.id)
        } catch let error as EngineError {
            guard case .invalidImageID = error else { throw error }
            try await batch.add(problem: "\(error)", id: order.id)
        }
    }
}

extension APIError {
    fileprivate static func tooMany(_ maximum: Int) -> APIError {
        APIError(status: .contentTooLarge, message: "A batch has at most \(maximum) images.")
    }
}
