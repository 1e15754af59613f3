internal import HTTPTypes
internal import Hummingbird
internal import LookalikeOpenAPI
internal import NIOCore

/// Commands of the program, for other processes of this machine's user. Only the socket in the data folder has it: a
/// command may do whatever the server's user may.
struct CommandSurface: Surface {
    let commands: CommandCenter
    let tag = "Commands"
    let tagDescription = "Commands of the program, run by the server."
    let audience = RouteAudience.native

    private static let id = QueryParameter<String>.required(
        "id", location: .path, description: "The command's id.")
    private static let kind = QueryParameter<String>.required(
        "kind", description: "What the body is: bytes, end or problem.")
    private static let unknown = RouteAnswer.error(404, "No such command, or nothing was asked.")

    var routes: [Route] { [begin, answer, cancel] }

    private var begin: Route {
        Route(
            .post, "/commands", "Run a command", body: .json(CommandRequest.self),
            answers: [
                .bytes("application/x-ndjson", "The events, one a line."),
                .error(409, "The program is of another version."), .error(503, "The server is stopping."),
            ]
        ) { [commands] request in
            let order = try await request.json(CommandRequest.self, limit: request.limits.orderBytes)
            let connection = try commands.begin(order)
            // A connection that ends before the first event has no handler any more.
            let client = try? await request.context.channel.pipeline.handler(type: HangUpHandler.self).get()
            let token = client?.signal.onFire { commands.cancel(connection.id) }
            if client == nil { commands.cancel(connection.id) }
            let body = ResponseBody { writer in
                defer { if let token { client?.signal.forget(token) } }
                for await line in connection.lines {
                    try await writer.write(line)
                    connection.wrote(line)
                }
                try await writer.finish(nil)
            }
            return Response(
                status: .ok,
                headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"], body: body)
        }
    }

    private var answer: Route {
        Route(
            .post, "/commands/{id}/answer", "Answer a command's question", parameters: [Self.id, Self.kind],
            body: .image(or: []),
            answers: [RouteAnswer(status: 204, description: "It is on.", content: .none), Self.unknown]
        ) { [commands] request in
            let (id, kind) = (try request.value(Self.id), try request.value(Self.kind))
            guard let answer = CommandAnswer(kind: kind, body: try await request.bytes()),
                commands.answer(id, answer)
            else { throw APIError.notFound }
            return Response(status: .noContent)
        }
    }

    private var cancel: Route {
        Route(
            .delete, "/commands/{id}", "Cancel a command", parameters: [Self.id],
            answers: [RouteAnswer(status: 204, description: "It ends soon.", content: .none), Self.unknown]
        ) { [commands] request in
            guard commands.cancel(try request.value(Self.id)) else { throw APIError.notFound }
            return Response(status: .noContent)
        }
    }
}
