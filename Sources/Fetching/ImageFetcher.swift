internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
public import Tracing

/// Fetches images by their addresses, from public hosts and from those that are named.
///
/// A host's name is resolved once; all its addresses must be public, and the connection goes to the first of them, so that
/// the name can't lead elsewhere a moment later. The certificate is that of the name, or of that very address. Where a server passes on to another
/// address, all is checked again.
///
/// ```swift
/// let fetcher = ImageFetcher()
/// let bytes = try await fetcher.bytes(at: "https://shop.example/mug.jpg", limit: 16 << 20)
/// ```
public struct ImageFetcher: Sendable {
    /// Hosts that need not be public, such as `images.internal` or `10.0.0.7:8080`, in small letters; of a host without a
    /// port, all ports count.
    public var hosts: Set<String>
    /// How long an image may take, all that passes it on included.
    public var patience: Duration
    /// How often servers may pass on.
    public var redirects: Int
    /// Makes a span of each request for a caller that is traced, and tells the server of it (`traceparent`); nil makes
    /// none.
    public var tracer: (any Tracer)?

    /// A PEM file with certificates of authorities that are trusted beside the system's; nil for none.
    public var authorities: String?

    /// By default, an image may take 20 seconds, and servers pass on 5 times.
    public init(
        hosts: Set<String> = [], patience: Duration = .seconds(20), redirects: Int = 5,
        authorities: String? = nil
    ) {
        self.authorities = authorities
        self.hosts = Set(hosts.map { $0.lowercased() })
        (self.patience, self.redirects) = (patience, redirects)
    }

    /// Whether a text looks like an address that can be fetched.
    public static func isAddress(_ text: String) -> Bool {
        let start = text.prefix(8).lowercased()
        return start.hasPrefix("http://") || start.hasPrefix("https://")
    }

    /// The bytes at an address, whatever the server calls them.
    ///
    /// - Parameter limit: the most bytes.
    /// - Throws: ``ImageFetchError``, `CancellationError`.
    public func bytes(at text: String, limit: Int) async throws -> [UInt8] {
        var address = try ImageAddress(text)
        let deadline = ContinuousClock.now + patience
        for _ in 0...redirects {
            switch try await answer(of: address, limit: limit, deadline: deadline) {
            case .bytes(let bytes): return bytes
            case .elsewhere(let location): address = try ImageAddress(location, relativeTo: address)
            }
        }
        throw ImageFetchError.tooManyRedirects(limit: redirects)
    }

    private enum Answer {
        case bytes([UInt8])
        case elsewhere(String)
    }

    private func answer(
        of address: ImageAddress, limit: Int, deadline: ContinuousClock.Instant
    ) async throws -> Answer {
        let target = try await self.target(of: address)
        let left = deadline - .now
        guard left > .zero else { throw ImageFetchError.tooSlow(host: address.host) }
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.dnsOverride = [address.host: "\(target)"]
        configuration.httpVersion = .http1Only
        if let authorities {
            var trust = TLSConfiguration.makeClientConfiguration()
            trust.additionalTrustRoots = [.file(authorities)]
            configuration.tlsConfiguration = trust
        }
        configuration.tracing.tracer = InstrumentationContext.current == nil ? nil : tracer
        configuration.connectionPool.retryConnectionEstablishment = false
        let nanoseconds =
            left.components.seconds * 1_000_000_000 + left.components.attoseconds / 1_000_000_000
        configuration.timeout = .init(connect: .nanoseconds(nanoseconds), read: .nanoseconds(nanoseconds))
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let result: Result<Answer, any Error>
        do {
            result = .success(
                try await receive(address, from: client, limit: limit, .now() + .nanoseconds(nanoseconds)))
        } catch {
            result = .failure(Self.problem(error, address))
        }
        // What shutting down says does not matter: nothing is in flight any more.
        try? await client.shutdown()
        return try result.get()
    }

    private func receive(
        _ address: ImageAddress, from client: HTTPClient, limit: Int, _ deadline: NIODeadline
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: address.text)
        request.headers.add(name: "User-Agent", value: "lookalike")
        request.headers.add(name: "Accept", value: "image/*,*/*;q=0.5")
        request.headers.add(name: "Accept-Encoding", value: "identity")
        let response = try await client.execute(request, deadline: deadline)
        let status = Int(response.status.code)
        if [301, 302, 303, 307, 308].contains(status), let location = response.headers.first(name: "Location")
        {
            return .elsewhere(location)
        }
        guard status == 200 else { throw ImageFetchError.refused(host: address.host, status: status) }
        let announced = response.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        guard announced <= limit else { throw ImageFetchError.tooLarge(limit: limit) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(announced)
        for try await buffer in response.body {
            guard bytes.count + buffer.readableBytes <= limit else {
                throw ImageFetchError.tooLarge(limit: limit)
            }
            guard NIODeadline.now() < deadline else { throw ImageFetchError.tooSlow(host: address.host) }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return .bytes(bytes)
    }

    /// The address to connect to.
    ///
    /// - Throws: ``ImageFetchError/notPublic(host:)``, ``ImageFetchError/unresolvable(host:)``.
    private func target(of address: ImageAddress) async throws(ImageFetchError) -> NetworkAddress {
        let found =
            if let literal = NetworkAddress(address.host) { [literal] } else {
                try await HostResolver.addresses(of: address.host)
            }
        let isNamed = hosts.contains(address.host) || hosts.contains(address.hostAndPort)
        guard isNamed || found.allSatisfy(\.isPublic) else { throw .notPublic(host: address.host) }
        return found[0]
    }

    private static func problem(_ error: any Error, _ address: ImageAddress) -> any Error {
        if error is ImageFetchError || error is CancellationError { return error }
        switch error as? HTTPClientError {
        case .cancelled: return CancellationError()
        case .deadlineExceeded, .readTimeout, .connectTimeout:
            return ImageFetchError.tooSlow(host: address.host)
        default: return ImageFetchError.unreachable(host: address.host, detail: "\(error)")
        }
    }
}
