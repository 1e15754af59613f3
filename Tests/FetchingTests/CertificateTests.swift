import HTTPTypes
import Hummingbird
import HummingbirdTLS
import Logging
import LookalikeFetching
import NIOCore
import NIOSSL
import TestSupport
import Testing

/// Images of servers with certificates. The connection goes to an address; the certificate must be that of the name.
@Suite(.timeLimit(.minutes(10))) struct CertificateTests {
    /// An authority of the test's own, and certificates that it signs.
    private struct Authority {
        let folder: TemporaryFolder

        init(_ name: String = "authority") async throws {
            folder = try TemporaryFolder()
            try await run(
                "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=\(name)' -keyout ca.key -out ca.pem"
            )
        }

        var file: String { folder.path + "/ca.pem" }

        private func run(_ command: String) async throws {
            let result = try await Shell.run(command, in: folder.path)
            try #require(result.code == 0, "\(result.output)")
        }

        /// - Parameter subject: as `subjectAltName` has it, such as `DNS:localhost`.
        func certificate(for subject: String, days: Int = 2) async throws -> TLSConfiguration {
            try folder.write(Array("subjectAltName=\(subject)\n".utf8), to: "names")
            try await run(
                "openssl req -newkey rsa:2048 -nodes -subj '/CN=test' -keyout key.pem -out request.pem")
            try await run(
                "openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days \(days) -extfile names -out chain.pem"
            )
            return TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(folder.path + "/chain.pem")
                    .map { .certificate($0) },
                privateKey: .privateKey(
                    try NIOSSLPrivateKey(file: folder.path + "/key.pem", format: .pem)))
        }
    }

    /// Runs `body` with the port of a server of one picture with a certificate.
    private static func serve(
        _ tls: TLSConfiguration, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let router = Router()
        router.get("picture") { _, _ in
            Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(bytes: [7, 8, 9])))
        }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        var quiet = Logger(label: "pictures")
        quiet.logLevel = .critical
        let application = Application(
            router: router, server: try .tls(tlsConfiguration: tls),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
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

    private static func refusal(
        _ fetcher: ImageFetcher, _ host: String, _ port: Int, at location: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: ImageFetchError.self, sourceLocation: location) {
            try await fetcher.bytes(at: "https://\(host):\(port)/picture", limit: 9)
        }
        guard case .unreachable(host, let detail) = error else {
            Issue.record("\(String(describing: error))", sourceLocation: location)
            return
        }
        // Not for another reason than the certificate.
        #expect(
            detail.uppercased().contains("CERTIFICATE") || detail.uppercased().contains("HOSTNAME"),
            "\(detail)", sourceLocation: location)
    }

    @Test func theCertificateIsThatOfTheName() async throws {
        let authority = try await Authority()
        let fetcher = ImageFetcher(hosts: ["localhost", "127.0.0.1"], authorities: authority.file)
        // It has the name alone, and not the address that the connection goes to.
        try await Self.serve(try await authority.certificate(for: "DNS:localhost")) { port in
            let bytes = try await fetcher.bytes(at: "https://localhost:\(port)/picture", limit: 9)
            #expect(bytes == [7, 8, 9])
            await Self.refusal(fetcher, "127.0.0.1", port)
            // Nor is it trusted without its authority, or with another one of the same name.
            await Self.refusal(ImageFetcher(hosts: ["localhost"]), "localhost", port)
            let other = try await Authority()
            await Self.refusal(
                ImageFetcher(hosts: ["localhost"], authorities: other.file), "localhost", port)
        }
    }

    @Test(arguments: ["DNS:pictures.example", "IP:127.0.0.2", "DNS:localhost.example"])
    func theCertificateOfAnotherNameIsRefused(subject: String) async throws {
        let authority = try await Authority()
        let fetcher = ImageFetcher(hosts: ["localhost"], authorities: authority.file)
        try await Self.serve(try await authority.certificate(for: subject)) { port in
            await Self.refusal(fetcher, "localhost", port)
        }
    }

    /// swift-nio-ssl compares the entries of addresses with the server's address, whatever it was asked by.
    @Test func aCertificateOfTheServersOwnAddressIsTakenToo() async throws {
        let authority = try await Authority()
        let fetcher = ImageFetcher(hosts: ["localhost"], authorities: authority.file)
        try await Self.serve(try await authority.certificate(for: "IP:127.0.0.1")) { port in
            let bytes = try await fetcher.bytes(at: "https://localhost:\(port)/picture", limit: 9)
            #expect(bytes == [7, 8, 9])
        }
    }

    /// An address that is a number has its own certificate.
    @Test func theCertificateOfAnAddressIsThatOfTheAddress() async throws {
        let authority = try await Authority()
        let fetcher = ImageFetcher(hosts: ["127.0.0.1"], authorities: authority.file)
        try await Self.serve(try await authority.certificate(for: "IP:127.0.0.1")) { port in
            let bytes = try await fetcher.bytes(at: "https://127.0.0.1:\(port)/picture", limit: 9)
            #expect(bytes == [7, 8, 9])
        }
    }
}
