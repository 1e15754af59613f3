import AsyncHTTPClient
import Foundation
import LookalikeEngine
import LookalikeServer
import NIOCore
import NIOHTTP1
import Synchronization

/// Lets the server that holds the data folder run a command, and shows what it says.
final class CommandClient: Sendable {
    private let socket: SocketPath
    private let request: CommandRequest
    private struct State {
        var id: String?
        var isAsking = false
    }
    private let state = Mutex(State())
    /// Waits for the server for any time: while this process waits for its terminal or is stopped, it reads nothing, and the
    /// connection would look dead. It lives as long as the process, and needs no shutdown.
    private static let http = HTTPClient()

    private init(_ socket: SocketPath, _ request: CommandRequest) {
        (self.socket, self.request) = (socket, request)
    }

    /// - Parameter arguments: those that the command was made of.
    /// - Returns: the exit code; nil if no server takes the command, so that this process has to run it.
    /// - Throws: ``CommandFailure``, errors of the settings.
    static func run(_ command: any ServedCommand, _ arguments: [String]) async throws -> Int32? {
        guard command.usesDataFolder else { return nil }
        let common = command.common
        let data = DataDirectory(
            try await common.settings().engine(dataDirectory: common.dataDir).dataDirectory)
        // Without a way to the socket, the command says who holds the folder.
        guard let place = DataFolderHolder(of: data)?.socket, let socket = try? SocketPath(place),
            socket.isAnswered
        else { return nil }
        let caller = Terminal.caller
        let request = CommandRequest(
            arguments: arguments, folder: FileManager.default.currentDirectoryPath,
            files: files(among: arguments), isWatched: caller.isWatched, columns: caller.columns,
            canBeAsked: caller.canBeAsked)
        return try await CommandClient(socket, request).run()
    }

    /// What arguments name, in all ways in which they do: `query.jpg`, `--query_image=query.jpg`, `2:query.jpg`.
    private static func files(among arguments: [String]) -> Set<String> {
        let names = arguments.flatMap { argument in
            [argument]
                + ["=", ":"].compactMap { mark in
                    argument.split(separator: mark, maxSplits: 1).dropFirst().first.map(String.init)
                }
        }
        return Set(names.filter { FileManager.default.fileExists(atPath: $0) })
    }

    private func run() async throws -> Int32? {
        let task = Task { try await follow() }
        return try await Interruptible.hearing {
            self.stop(task)
        } during: {
            do {
                return try await task.value
            } catch  where task.isCancelled {
                throw CommandFailure("Stopped.", code: CommandFailure.interrupted)
            }
        }
    }

    /// The command decides what its end is; where it has not begun, or this process reads for it, the process ends.
    private func stop(_ task: Task<Int32?, any Error>) {
        let (id, isAsking) = state.withLock { ($0.id, $0.isAsking) }
        if isAsking { _exit(CommandFailure.interrupted) }
        guard let id else { return task.cancel() }
        Task {
            // Where this fails, the connection has ended, and the other request says so.
            _ = try? await self.send("DELETE", "/commands/\(id)")
        }
    }

    private func follow() async throws -> Int32? {
        let response = try await send(
            "POST", "/commands", body: Array(try JSONEncoder().encode(request)), type: "application/json")
        guard response.status == .ok else {
            // This process may still do it, or find out who holds the folder.
            Terminal.note(try await Self.sentence(response))
            return nil
        }
        var lines = ByteBuffer()
        do {
            for try await var part in response.body {
                lines.writeBuffer(&part)
                while let line = Self.takeLine(&lines) {
                    if line.isEmpty { continue }
                    let event = try JSONDecoder().decode(CommandEvent.self, from: Data(line))
                    if let code = try await hear(event) { return code }
                }
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            try Task.checkCancellation()
            // The connection broke, which is as if it had ended.
        }
        throw CommandFailure.serverEnded
    }

    /// Why the server refused something.
    private static func sentence(_ response: HTTPClientResponse) async throws -> String {
        let body = try await response.body.collect(upTo: 1 << 20)
        // Any answer but ours is told by its status.
        let detail = try? JSONDecoder().decode([String: String].self, from: Data(body.readableBytesView))
        return detail?["detail"] ?? "The server answered with status \(response.status.code)."
    }

    private static func takeLine(_ buffer: inout ByteBuffer) -> [UInt8]? {
        guard let end = buffer.readableBytesView.firstIndex(of: 0x0A) else { return nil }
        let line = buffer.readBytes(length: end - buffer.readerIndex)
        buffer.moveReaderIndex(forwardBy: 1)
        buffer.discardReadBytes()
        return line
    }

    /// - Returns: the exit code where it was the last event.
    private func hear(_ event: CommandEvent) async throws -> Int32? {
        switch event {
        case .begun(let id): state.withLock { $0.id = id }
        case .output(let text): try Terminal.write(text)
        case .errors(let text): Terminal.showInPlace(text)
        case .line:
            let line = try await waiting { try await Terminal.caller.readLine() }
            try await answer(line.map { .bytes(Array($0.utf8)) } ?? .end)
        case .file(let path, let limit): try await answer(await waiting { read(path, limit: limit) })
        case .ended(let code): return code
        }
        return nil
    }

    /// Reads from a terminal or a pipe, which may take for ever: a signal then ends the process at once.
    private func waiting<Result>(for body: () async throws -> Result) async rethrows -> Result {
        state.withLock { $0.isAsking = true }
        defer { state.withLock { $0.isAsking = false } }
        return try await body()
    }

    /// A server gets only what the arguments name.
    private func read(_ path: String, limit: Int) -> CommandAnswer {
        do {
            // A misspelt path is not among the files, and reading it says so.
            guard request.files.contains(path) || !FileManager.default.fileExists(atPath: path) else {
                throw CommandFailure("\(path) is not named by the command, and is not sent.")
            }
            return .bytes(try InputImage.read(path, limit: limit))
        } catch {
            return .problem((error as? CommandFailure ?? CommandFailure(error)).message)
        }
    }

    private func answer(_ answer: CommandAnswer) async throws {
        guard let id = state.withLock({ $0.id }) else { return }
        let (kind, body) = answer.message
        let response = try await send(
            "POST", "/commands/\(id)/answer?kind=\(kind)", body: body, type: "application/octet-stream")
        let sentence = try await Self.sentence(response)
        // Where nothing is asked any more, the command goes on, or says what its end is.
        guard [.noContent, .notFound].contains(response.status) else { throw CommandFailure(sentence) }
    }

    private func send(
        _ method: String, _ path: String, body: [UInt8]? = nil, type: String? = nil
    ) async throws -> HTTPClientResponse {
        // Sound: the path of a socket is encoded, and ours are plain.
        let url = URL(httpURLWithSocketPath: socket.text, uri: path)!
        var message = HTTPClientRequest(url: url.absoluteString)
        message.method = .init(rawValue: method)
        message.headers.add(name: "Host", value: "localhost")
        if let type { message.headers.add(name: "Content-Type", value: type) }
        if let body { message.body = .bytes(ByteBuffer(bytes: body)) }
        return try await Self.http.execute(message, timeout: .minutes(10))
    }
}
