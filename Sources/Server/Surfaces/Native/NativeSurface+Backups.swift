internal import Foundation
internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeOpenAPI
internal import NIOCore

extension NativeSurface {
    private static let backup = QueryParameter<String>.required(
        "name", location: .path, description: "The backup's name.")
    private static let notConfigured = RouteAnswer.error(501, "The server has no folder for backups.")
    private static let pieceSize = 1 << 18

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
        ) { [backups] request in
            let name = try request.value(Self.backup)
            let (file, size) = try await backups.open(name)
            let body = ResponseBody(contentLength: size) { [engine] writer in
                // Opened for reading, so nothing can be lost by closing it.
                defer { try? file.close() }
                for start in stride(from: 0, to: size, by: Self.pieceSize) {
                    let piece = try await engine.blocking {
                        try file.seek(toOffset: UInt64(start))
                        return try file.read(upToCount: min(Self.pieceSize, size - start)) ?? Data()
                    }
                    try await writer.write(ByteBuffer(bytes: piece))
                }
                try await writer.finish(nil)
            }
            return Response(
                status: .ok,
                headers: [
                    .contentType: "application/x-tar", .cacheControl: "no-store",
                    .contentDisposition: "attachment; filename=\"\(name)\"",
                ], body: body)
        }
    }
}
