internal import Foundation
internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeOpenAPI

extension NativeSurface {
    private static let backup = QueryParameter<String>.required(
        "name", location: .path, description: "The backup's name.")
    private static let archive = "application/x-tar"
    private static let notConfigured = RouteAnswer.error(501, "The server has no folder for backups.")

    var backupRoutes: [Route] { [listBackups, startBackup, downloadBackup] }

    private var listBackups: Route {
        Route(
            .get, "/backups", "List backups",
            answers: [.json(BackupList.self, "Those that are complete, by name."), Self.notConfigured]
        ) { [backups] _ in
            JSONResponse.make(BackupList(backups: try await backups.entries().map(BackupView.init)))
        }
    }

    private var startBackup: Route {
        Route(
            .post, "/backups", "Back up all data",
            description:
                "Into the folder of `LOOKALIKE_BACKUP_DIR`, without stopping writes. The job's progress counts bytes. 'lookalike restore' makes a data folder of it.",
            body: .json(BackupOrder.self, isOptional: true),
            answers: [
                .json(Job.self, "The job that does it.", status: 202), .error(400, "The name is not valid."),
                Self.notConfigured, .error(409, "There is a backup of that name."),
            ]
        ) { [backups] request in
            let body = try await request.bytes(limit: request.limits.orderBytes)
            let order =
                body.isEmpty ? BackupOrder() : try ValidationIssues.decode(BackupOrder.self, from: body)
            let job = try await backups.start(order.name, order.chosenModels())
            return JSONResponse.make(job, status: .accepted, headers: [.location: "/jobs/\(job.id)"])
        }
    }

    private var downloadBackup: Route {
        Route(
            .get, "/backups/{name}", "Download a backup",
            description:
                "The whole archive, or the part that `Range` asks for: a download that broke off goes on where it ended (`If-Range` with the `ETag` of the first part).",
            parameters: [Self.backup],
            answers: [
                .bytes(Self.archive, "The archive."),
                .bytes(Self.archive, "The part that was asked for.", status: 206), Self.notConfigured,
                .error(404, "No such backup."),
                .error(416, "The archive ends before the part that was asked for."),
            ]
        ) { [backups] request in
            let name = try request.value(Self.backup)
            return FileResponse.make(
                request, try await backups.open(name), mediaType: Self.archive, storedAs: name)
        }
    }
}
