internal import Foundation
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeOpenAPI

extension NativeSurface {
    var duplicateRoutes: [Route] {
        [imageDuplicates, duplicatePairs, duplicateGroups, exactCopies]
    }

    private static let threshold = QueryParameter<Double>(
        "threshold", default: 0.95, in: -1...1, description: "The least score of near duplicates.")
    private static let filter = matching
    private static let limit = QueryParameter<Int>(
        "limit", default: 50, in: 1...500, description: "The most on a page.")
    private static let offset = QueryParameter<Int>(
        "offset", default: 0, in: 0...1_000_000, description: "The `next` of the page before.")
    private static let cursor = QueryParameter<String>(
        "cursor", description: "The `next` of the page before.")
    private static let after = QueryParameter<String>("after", description: "The `next` of the page before.")
    private static let badFilter = RouteAnswer.error(400, "The filter can't be used.")

    private var imageDuplicates: Route {
        Route(
            .get, "/collections/{collection}/images/{id}/duplicates", "Find near duplicates of an image",
            parameters: [
                Self.collection, Self.image, Self.threshold, Self.filter, Self.limit, Self.offset,
            ],
            answers: [
                .json(ImageDuplicates.self, "Images that are nearly the same."), Self.badFilter,
                .error(404, "No such collection or image."),
            ]
        ) { request in
            let collection = try await collection(request)
            let image = try await engine.image(try request.value(Self.image), in: collection)
            let (threshold, limit) = (try request.value(Self.threshold), try request.value(Self.limit))
            let offset = try request.value(Self.offset)
            // One more reveals whether there is another page.
            let answer = try await engine.nearDuplicates(
                of: image.id, in: collection, threshold: threshold, matching: try Self.filter(request),
                offset: offset, limit: limit + 1)
            let found = answer.matches.prefix(limit).map { match in
                ImageDuplicates.Found(
                    image: ImageView(match.image, in: collection), score: Double(match.score),
                    isCopy: match.image.isCopy(of: image))
            }
            return JSONResponse.make(
                ImageDuplicates(
                    duplicates: Array(found), thresholdUsed: threshold,
                    next: answer.matches.count > limit ? offset + limit : nil))
        }
    }

    private var duplicatePairs: Route {
        Route(
            .get, "/collections/{collection}/duplicates", "Find pairs of near duplicates",
            description: "Each page compares some thousands of images with all others.",
            parameters: [Self.collection, Self.threshold, Self.filter, Self.limit, Self.cursor],
            answers: [
                .json(DuplicatePairs.self, "A page of pairs."), Self.badFilter,
                .error(404, "No such collection."),
            ]
        ) { request in
            let collection = try await collection(request)
            let threshold = try request.value(Self.threshold)
            let page = try await engine.nearDuplicates(
                in: collection, threshold: threshold, matching: try Self.filter(request),
                from: try Self.cursor(request), limit: try request.value(Self.limit))
            return JSONResponse.make(
                DuplicatePairs(
                    pairs: page.pairs.map { DuplicatePairView($0, in: collection) },
                    thresholdUsed: threshold, next: page.next.map { "\($0.image).\($0.offset)" }))
        }
    }

    private var duplicateGroups: Route {
        Route(
            .get, "/collections/{collection}/duplicates/groups", "Find groups of near duplicates",
            description: "The first page takes as long as one search for each image.",
            parameters: [Self.collection, Self.threshold, Self.filter, Self.limit, Self.offset],
            answers: [
                .json(DuplicateGroupsView.self, "A page of groups."), Self.badFilter,
                .error(404, "No such collection."),
            ]
        ) { request in
            let collection = try await collection(request)
            let threshold = try request.value(Self.threshold)
            let offset = try request.value(Self.offset)
            let found = try await engine.nearDuplicateGroups(
                in: collection, threshold: threshold, matching: try Self.filter(request), offset: offset,
                limit: try request.value(Self.limit))
            let end = offset + found.groups.count
            return JSONResponse.make(
                DuplicateGroupsView(
                    groups: found.groups.map { $0.map { ImageView($0, in: collection) } },
                    total: found.total, thresholdUsed: threshold, next: end < found.total ? end : nil))
        }
    }

    private var exactCopies: Route {
        Route(
            .get, "/collections/{collection}/duplicates/copies", "Find images with the same bytes",
            parameters: [Self.collection, Self.filter, Self.limit, Self.after],
            answers: [
                .json(CopiesView.self, "A page of contents that several images have."), Self.badFilter,
                .error(404, "No such collection."),
            ]
        ) { request in
            let collection = try await collection(request)
            let limit = try request.value(Self.limit)
            let found = try await engine.exactDuplicates(
                in: collection, matching: try Self.filter(request),
                after: try request.optional(Self.after) ?? "", limit: limit)
            let copies = found.map { copies in
                CopiesView.Copies(
                    contentHash: copies.contentHash,
                    images: copies.images.map { ImageView($0, in: collection) })
            }
            return JSONResponse.make(
                CopiesView(copies: copies, next: found.count == limit ? found.last?.contentHash : nil))
        }
    }

    /// - Throws: ``ValidationIssues`` if it is not one that was given out.
    private static func cursor(_ request: RouteRequest) throws -> DuplicateCursor? {
        guard let text = try request.optional(cursor), !text.isEmpty else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 2, let image = Int64(parts[0]), let offset = Int(parts[1]), offset >= 0 {
            return DuplicateCursor(image: image, offset: offset)
        }
        let reason = ValidationIssue.Reason(
            type: "value_error", message: "Value error, this is not the 'next' of a page",
            context: ["error": "this is not the 'next' of a page"])
        throw ValidationIssues([
            ValidationIssue(reason, at: ["query", "cursor"], input: .string(String(text.prefix(200))))
        ])
    }
}
