import HTTPTypes
import Hummingbird
import Logging
import LookalikeFetching
import NIOCore
import Testing

/// Images fetched by their addresses, from servers of every kind.
@Suite(.timeLimit(.minutes(10))) struct FetchTests {
    /// Runs `body` with the port of a server of pictures, redirects and slow answers.
    private static func serve(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let router = Router()
        router.get("picture") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/html"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: [UInt8](repeating: 7, count: 1_000))))
        }
        router.get("endless") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    while true {
                        try await writer.write(ByteBuffer(bytes: [UInt8](repeating: 7, count: 4_096)))
                    }
                })
        }
        router.get("slow") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(bytes: [7]))
                    // Until the server is stopped.
                    let (never, continuation) = AsyncStream.makeStream(of: Never.self)
                    for await _ in never {}
                    continuation.finish()
                })
        }
        router.get("to") { request, _ in
            let target = request.uri.queryParameters["target"].map(String.init) ?? ""
            return Response(status: .found, headers: [.location: target])
        }
        router.get("loop") { _, _ in Response(status: .movedPermanently, headers: [.location: "loop"]) }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        var quiet = Logger(label: "pictures")
        quiet.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { listening.yield($0.localAddress?.port ?? 0) }, logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask {
                for await port in ports {
                    try await body(port)
                    return
                }
            }
            // Whichever ends first ends the other.
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    @Test func hostsThatAreNamedAreFetchedFrom() async throws {
        try await Self.serve { port in
            for host in ["127.0.0.1", "localhost"] {
                let fetcher = ImageFetcher(hosts: ["\(host):\(port)"], patience: .seconds(300))
                let bytes = try await fetcher.bytes(at: "http://\(host):\(port)/picture", limit: 1_000)
                #expect(bytes == [UInt8](repeating: 7, count: 1_000))
                let moved = try await fetcher.bytes(
                    at: "HTTP://\(host.uppercased()):\(port)/to?target=/picture", limit: 1_000)
                #expect(moved == bytes)
            }
        }
    }

    @Test func othersAreRefusedHoweverTheyAreWritten() async throws {
        try await Self.serve { port in
            for host in [
                "127.0.0.1", "localhost", "LOCALHOST", "127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "0",
                "[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "169.254.169.254", "10.0.0.1",
            ] {
                let address = "http://\(host):\(port)/picture"
                let error = await #expect(throws: ImageFetchError.self, "\(host)") {
                    try await ImageFetcher().bytes(at: address, limit: 1_000)
                }
                // The old forms of numbers are names to us, and the system may know them or not.
                switch error {
                case .notPublic, .unresolvable: break
                default: Issue.record("\(host): \(String(describing: error))")
                }
            }
        }
    }

    @Test func whereAServerPassesOnToIsCheckedAgain() async throws {
        try await Self.serve { port in
            let fetcher = ImageFetcher(hosts: ["127.0.0.1:\(port)"])
            for target in [
                "http://localhost:\(port)/picture", "http://10.0.0.1/", "http://[::1]:\(port)/picture",
                "//192.168.0.1/x",
            ] {
                let error = await #expect(throws: ImageFetchError.self) {
                    try await fetcher.bytes(at: "http://127.0.0.1:\(port)/to?target=\(target)", limit: 1_000)
                }
                guard case .notPublic = error else {
                    Issue.record("\(target): \(String(describing: error))")
                    continue
                }
            }
            for target in ["file:///etc/passwd", "ftp://127.0.0.1/", "http://a@127.0.0.1:\(port)/picture"] {
                await #expect(throws: ImageFetchError.invalidAddress(target)) {
                    try await fetcher.bytes(at: "http://127.0.0.1:\(port)/to?target=\(target)", limit: 1_000)
                }
            }
            await #expect(throws: ImageFetchError.tooManyRedirects(limit: 5)) {
                try await fetcher.bytes(at: "http://127.0.0.1:\(port)/loop", limit: 1_000)
            }
        }
    }

    @Test func sizeAndTimeAreLimited() async throws {
        try await Self.serve { port in
            var fetcher = ImageFetcher(hosts: ["127.0.0.1"])
            for path in ["picture", "endless"] {
                await #expect(throws: ImageFetchError.tooLarge(limit: 999)) {
                    try await fetcher.bytes(at: "http://127.0.0.1:\(port)/\(path)", limit: 999)
                }
            }
            await #expect(throws: ImageFetchError.refused(host: "127.0.0.1", status: 404)) {
                try await fetcher.bytes(at: "http://127.0.0.1:\(port)/missing", limit: 999)
            }
            fetcher.patience = .milliseconds(300)
            await #expect(throws: ImageFetchError.tooSlow(host: "127.0.0.1")) {
                try await fetcher.bytes(at: "http://127.0.0.1:\(port)/slow", limit: 999)
            }
        }
    }

    @Test(arguments: [
        "", "picture.jpg", "ftp://example.org/a.jpg", "file:///etc/passwd", "http://", "http:///a.jpg",
        "http://user@example.org/", "http://user:word@example.org/", "http://example.org:0/",
        "http://example.org:99999/", "http://exa mple.org/", "http://ex%61mple.org:80@127.0.0.1/",
        "http://127.0.0.1\u{0}.example.org/", "javascript:alert(1)",
    ])
    func whatIsNoAddressIsTold(_ text: String) async throws {
        let error = await #expect(throws: ImageFetchError.self) {
            try await ImageFetcher().bytes(at: text, limit: 999)
        }
        #expect(error == .invalidAddress(text))
    }

    @Test func aServerWithoutACertificateForItsNameIsNotAsked() async throws {
        // A server that speaks no TLS at all, to begin with.
        try await Self.serve { port in
            let error = await #expect(throws: ImageFetchError.self) {
                try await ImageFetcher(hosts: ["localhost"]).bytes(
                    at: "https://localhost:\(port)/picture", limit: 999)
            }
            guard case .unreachable(let host, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(host == "localhost")
        }
    }
}
