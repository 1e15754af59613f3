internal import Foundation
internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeOpenAPI

extension NativeSurface {
    private static let backup = QueryParameter<String>.required(
        "name", location: .path, description: "The backup's name.")
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
            .get, "/backups/{name}", "Download a backup", parameters: [Self.backup],
            answers: [
                .bytes("application/x-tar", "The archive."), Self.notConfigured,
                .error(404, "No such backup."),
            ]
        ) { [engine, backups] request in
            let name = try request.value(Self.backup)
            let (file, size) = try await backups.open(name)
            return FileDownload(file: file, size: size, mediaType: "application/x-tar", name: name)
                .response(engine)
        }
    }
}
