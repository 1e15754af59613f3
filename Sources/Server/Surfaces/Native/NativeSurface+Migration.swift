internal import Foundation
internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeOpenAPI
internal import LookalikeVectors

extension NativeSurface {
    private static let path = "/collections/{collection}/migration"
    private static let unknown = RouteAnswer.error(404, "No such collection, or it has no migration.")

    var migrationRoutes: [Route] {
        [showMigration, startMigration, cancelMigration, rollBackMigration, finishMigration]
    }

    private var showMigration: Route {
        Route(
            .get, Self.path, "Show a collection's migration to another model",
            parameters: [Self.collection],
            answers: [.json(MigrationView.self, "How far it is."), .error(404, "No such collection.")]
        ) { request in
            try await migration(of: try await collection(request))
        }
    }

    private var startMigration: Route {
        Route(
            .post, Self.path, "Migrate a collection to another model",
            description:
                "All images are embedded anew. Searches use the old vectors until all new ones are there, writes go on, and then all change at once. Another network under the same name is another model too. Asked again after it was stopped, it goes on.",
            parameters: [Self.collection], body: .json(MigrationOrder.self),
            answers: [
                .json(UnavailableImagesView.self, "With `dry_run`: what would be left out."),
                .json(Job.self, "The job that does it.", status: 202),
                .error(400, "No such model, or an option is not valid."),
                .error(404, "No such collection."),
                .error(
                    409,
                    "Images would be left out, its vectors are of this model already, or another migration has to end first."
                ),
            ]
        ) { request in
            let collection = try await collection(request)
            let body = try await request.bytes(limit: request.limits.orderBytes)
            let order = try ValidationIssues.decode(MigrationOrder.self, from: body)
            if order.dryRun ?? false {
                return JSONResponse.make(
                    UnavailableImagesView(try await engine.unavailableImages(of: collection)))
            }
            let job = try await engine.startMigration(
                of: collection, to: order.model, options: try Self.options(order))
            return JSONResponse.make(job, status: .accepted, headers: [.location: "/jobs/\(job.id)"])
        }
    }

    private var cancelMigration: Route {
        Route(
            .delete, Self.path, "Cancel a migration",
            description: "Before the switch: the new vectors are removed, and everything is as it was.",
            parameters: [Self.collection],
            answers: [
                .json(MigrationView.self, "It is cancelled."), Self.unknown,
                .error(409, "Searches use the new vectors already: it can be rolled back."),
            ]
        ) { request in
            let collection = try await collection(request)
            try await engine.cancelMigration(of: collection)
            return try await migration(of: collection)
        }
    }

    private var rollBackMigration: Route {
        Route(
            .post, "\(Self.path)/rollback", "Roll a migration back",
            description:
                "As long as the old vectors are kept. Images that were stored since are embedded with the old model; the new vectors are removed.",
            parameters: [Self.collection], body: .json(RollbackOrder.self, isOptional: true),
            answers: [
                .json(Job.self, "The job that does it.", status: 202), Self.unknown,
                .error(409, "It is not done yet, or images would be left out."),
            ]
        ) { request in
            let collection = try await collection(request)
            let body = try await request.bytes(limit: request.limits.orderBytes)
            let order =
                body.isEmpty ? RollbackOrder() : try ValidationIssues.decode(RollbackOrder.self, from: body)
            let job = try await engine.startRollback(
                of: collection, dropsMissing: order.dropMissing ?? false)
            return JSONResponse.make(job, status: .accepted, headers: [.location: "/jobs/\(job.id)"])
        }
    }

    private var finishMigration: Route {
        Route(
            .post, "\(Self.path)/finish", "Remove the old vectors of a migration",
            description: "It can't be rolled back any more.", parameters: [Self.collection],
            answers: [
                .json(MigrationView.self, "They are removed."), Self.unknown,
                .error(409, "It is not done yet."),
            ]
        ) { request in
            let collection = try await collection(request)
            try await engine.finishMigration(of: collection)
            return try await migration(of: collection)
        }
    }

    private func migration(of collection: OpenCollection) async throws -> Response {
        // What is open now: it may have changed with the migration.
        let now = try await engine.collection(named: collection.name)
        return JSONResponse.make(MigrationView(now, try await engine.migrationStatus(of: now)))
    }

    private static func options(_ order: MigrationOrder) throws -> MigrationOptions {
        var options = MigrationOptions()
        (options.dropsMissing, options.keepsOld) = (order.dropMissing ?? false, order.keepOld ?? true)
        options.label = order.label
        if let name = order.metric {
            guard let metric = Metric(rawValue: name) else {
                let known = Metric.allCases.map(\.rawValue).joined(separator: ", ")
                throw APIError(status: .badRequest, message: "There is no metric '\(name)': use \(known).")
            }
            options.metric = metric
        }
        if let name = order.index {
            guard let kind = IndexKind(rawValue: name) else { throw EngineError.unsupportedIndex(name) }
            options.indexKind = kind
        }
        return options
    }
}
