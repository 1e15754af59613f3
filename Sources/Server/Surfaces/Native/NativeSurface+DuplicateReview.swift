internal import Foundation
internal import Hummingbird
internal import LookalikeCatalogue
internal import LookalikeEngine
internal import LookalikeOpenAPI

extension NativeSurface {
    var duplicateReviewRoutes: [Route] {
        [findDuplicates, reviewDuplicates, decideDuplicates, listDecisions, undoDecision]
    }

    private static let kind = QueryParameter<String>(
        "kind", allowed: DuplicateKind.allCases.map(\.rawValue),
        description: "Only groups whose most different image is of this kind.")
    private static let state = QueryParameter<String>(
        "state", default: "open", allowed: ["open", "later"],
        description: "Those that are open, or those that were put off.")
    private static let limit = QueryParameter<Int>(
        "limit", default: 20, in: 1...200, description: "The most groups.")
    private static let after = QueryParameter<Int>("after", description: "The `next` of the page before.")
    private static let decision = QueryParameter<String>.required(
        "id", location: .path, description: "The decision's id.")
    private static let unknown = RouteAnswer.error(404, "No such collection.")

    private var findDuplicates: Route {
        Route(
            .post, "/collections/{collection}/duplicates/search", "Find duplicates",
            description:
                "Compares what was never compared. From then on, what is added to the collection is compared at once.",
            parameters: [Self.collection], body: .json(DuplicateSearchOrder.self, isOptional: true),
            answers: [
                .json(Job.self, "The job that does it.", status: 202), Self.unknown,
                .error(409, "Such a job runs."),
            ]
        ) { request in
            let collection = try await collection(request)
            let body = try await request.bytes(limit: request.limits.orderBytes)
            let order =
                body.isEmpty
                ? DuplicateSearchOrder() : try ValidationIssues.decode(DuplicateSearchOrder.self, from: body)
            var options = DuplicateSearchOptions(isFresh: order.fresh ?? false)
            if let threshold = order.threshold {
                let parameter = QueryParameter<Double>("threshold", default: 0.95, in: 0...1, location: .body)
                options.threshold = try parameter.parse("\(threshold)").asIssues.get()
            }
            let job = try await engine.startDuplicateSearch(in: collection, options: options)
            return JSONResponse.make(job, status: .accepted, headers: [.location: "/jobs/\(job.id)"])
        }
    }

    private var reviewDuplicates: Route {
        Route(
            .get, "/collections/{collection}/duplicates/review", "List groups of duplicates to decide about",
            description:
                "What the searches so far found and nobody decided about. Each image of a group is a duplicate of its first one, the reference.",
            parameters: [Self.collection, Self.kind, Self.state, Self.limit, Self.after],
            answers: [.json(DuplicateReviewPage.self, "A page of groups."), Self.unknown]
        ) { request in
            let collection = try await collection(request)
            let page = try await engine.duplicateGroups(
                in: collection, kind: try request.optional(Self.kind).flatMap(DuplicateKind.init),
                isPutOff: try request.value(Self.state) == "later",
                after: Int64(try request.optional(Self.after) ?? 0), limit: try request.value(Self.limit))
            return JSONResponse.make(
                DuplicateReviewPage(
                    groups: page.groups.map { DuplicateGroupView($0, in: collection.name) },
                    total: page.total, next: page.next))
        }
    }

    private var decideDuplicates: Route {
        Route(
            .post, "/collections/{collection}/duplicates/decisions", "Decide about duplicates",
            description:
                "For good: also when the images are renamed or added again. Files are removed only if `remove_others` says so, and can be put back.",
            parameters: [Self.collection], body: .json(DuplicateDecisionOrder.self),
            answers: [
                .json(DuplicateDecisionView.self, "The decision.", status: 201),
                .error(400, "These images can't be decided about."),
                .error(404, "No such collection or image."),
            ]
        ) { request in
            let order = try await request.json(DuplicateDecisionOrder.self, limit: request.limits.orderBytes)
            let collection = try await collection(request)
            let outcome = try await engine.decide(try await decision(order, in: collection), in: collection)
            return JSONResponse.make(DuplicateDecisionView(outcome), status: .created)
        }
    }

    private func decision(
        _ order: DuplicateDecisionOrder, in collection: OpenCollection
    ) async throws -> DuplicateDecisionRequest {
        guard let choice = DuplicateDecisionRecord.Choice(rawValue: order.choice) else {
            throw EngineError.invalidDecision(
                "'\(order.choice)' is none of keep_all, keep, not_duplicates and later")
        }
        let group = try await order.group.asyncMap { try await engine.duplicateGroup($0, in: collection) }
        guard (group == nil) != (order.images == nil) else {
            throw EngineError.invalidDecision("name either a group or images")
        }
        let proposed = choice == .keep ? group.map { [$0.best.id] } ?? [] : []
        return DuplicateDecisionRequest(
            images: order.images ?? group?.members.map(\.image.id) ?? [], choice,
            kept: order.keep ?? proposed, removesOthers: order.removeOthers ?? false)
    }

    private var listDecisions: Route {
        Route(
            .get, "/collections/{collection}/duplicates/decisions", "List decisions about duplicates",
            parameters: [Self.collection],
            answers: [.json(DuplicateDecisionList.self, "All of them."), Self.unknown]
        ) { request in
            let decisions = try await engine.duplicateDecisions(in: try await collection(request))
            return JSONResponse.make(
                DuplicateDecisionList(decisions: decisions.map { DuplicateDecisionView($0) }))
        }
    }

    private var undoDecision: Route {
        Route(
            .delete, "/collections/{collection}/duplicates/decisions/{id}",
            "Take back a decision about duplicates",
            description:
                "What it removed is put back where it was. If that is not possible for some, the decision stays.",
            parameters: [Self.collection, Self.decision],
            answers: [
                .json(DuplicateDecisionView.self, "The decision that was taken back."),
                .error(404, "No such collection or decision."),
            ]
        ) { request in
            let outcome = try await engine.undoDecision(
                try request.value(Self.decision), in: try await collection(request))
            return JSONResponse.make(DuplicateDecisionView(outcome))
        }
    }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await body(self)
    }
}
