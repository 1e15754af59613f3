import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The parameters of a load test.
struct LoadPlan: Sendable {
    /// Without a trailing slash.
    let url: String
    let clients: Int
    let duration: Duration
    let mix: LoadMix
    let images: LoadImages
    /// Whether the images stay in the server's collection.
    let keeps: Bool
}

/// One operation that was asked for.
struct LoadSample: Sendable {
    let operation: LoadOperation
    var milliseconds: Double = 0
    var isCached = false
    /// Nil where it was done.
    var problem: String?
}

/// Many clients of a server with the million-scale interface, each of which waits for an answer before it asks again.
struct LoadRun: Sendable {
    private static let patience: TimeAmount = .seconds(120)
    private static let largestAnswer = 16 << 20
    private let plan: LoadPlan
    private let http: HTTPClient
    /// Begins the ids of this run, so that another one leaves them alone.
    private let prefix = "load-" + UUID().uuidString.prefix(8).lowercased()

    /// Runs a plan to its end.
    static func run(_ plan: LoadPlan) async throws -> LoadReport {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = plan.clients
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let report = try await LoadRun(plan: plan, http: http).run()
            try await http.shutdown()
            return report
        } catch {
            try await http.shutdown()
            throw error
        }
    }

    private init(plan: LoadPlan, http: HTTPClient) {
        self.plan = plan
        self.http = http
    }

    private func run() async throws -> LoadReport {
        try await checkServer()
        let begin = ContinuousClock.now
        let clients = await withTaskGroup(of: ClientRun.self) { group in
            for number in 0..<plan.clients {
                group.addTask { await client(number, until: begin + plan.duration) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let elapsed = (ContinuousClock.now - begin) / .seconds(1)
        let stored = clients.flatMap(\.indexed)
        // In a task of its own, so that being stopped does not stop it too.
        let removed = plan.keeps ? 0 : await Task { await remove(stored) }.value
        try Task.checkCancellation()
        return LoadReport(
            plan, clients.flatMap(\.samples), seconds: elapsed, removed: removed,
            left: stored.count - removed)
    }

    /// - Returns: how many are gone.
    private func remove(_ ids: [String]) async -> Int {
        let width = min(plan.clients, 16)
        return await withTaskGroup(of: Int.self) { group in
            for worker in 0..<width {
                group.addTask {
                    var removed = 0
                    for place in stride(from: worker, to: ids.count, by: width) {
                        let problem = await sample(.delete, delete(ids[place])).problem
                        // One whose indexing failed is not there.
                        if problem == nil || problem == "status 404" { removed += 1 }
                    }
                    return removed
                }
            }
            return await group.reduce(0, +)
        }
    }

    private func checkServer() async throws {
        do {
            let response = try await http.execute(
                HTTPClientRequest(url: plan.url + "/api/v1/ready"), timeout: Self.patience)
            guard response.status == .ok else {
                throw CommandFailure(
                    "The server at \(plan.url) is not ready: it answers \(response.status.code).")
            }
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure(
                "No server answers at \(plan.url): start one with 'lookalike serve'. (\(error))")
        }
    }

    /// What one client did.
    private struct ClientRun {
        var samples: [LoadSample] = []
        /// Ids of the images that it left in the server.
        var indexed: [String] = []
    }

    private func client(_ number: Int, until end: ContinuousClock.Instant) async -> ClientRun {
        var random = SystemRandomNumberGenerator()
        var run = ClientRun()
        while ContinuousClock.now < end, !Task.isCancelled {
            var operation = plan.mix.draw(&random)
            // Nothing is there to be deleted yet.
            if operation == .delete, run.indexed.isEmpty { operation = .index }
            let place = UInt64(number) << 32 | UInt64(run.samples.count)
            let request: HTTPClientRequest
            switch operation {
            case .index:
                let id = "\(prefix)-\(number)-\(run.samples.count)"
                run.indexed.append(id)
                let image = plan.images.text(place, &random)
                request = post("index", "{\"image_id\":\"\(id)\",\"image_data\":\"\(image)\"}")
            case .search:
                request = post("search", "{\"image_data\":\"\(plan.images.text(place, &random))\"}")
            case .delete:
                request = delete(
                    run.indexed.remove(at: Int.random(in: run.indexed.indices, using: &random)))
            }
            run.samples.append(await sample(operation, request))
        }
        return run
    }

    private func post(_ path: String, _ body: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "\(plan.url)/api/v1/\(path)")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: body))
        return request
    }

    private func delete(_ id: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "\(plan.url)/api/v1/index/\(id)")
        request.method = .DELETE
        return request
    }

    private func sample(_ operation: LoadOperation, _ request: HTTPClientRequest) async -> LoadSample {
        var sample = LoadSample(operation: operation)
        let begin = ContinuousClock.now
        do {
            let response = try await http.execute(request, timeout: Self.patience)
            let body = try await response.body.collect(upTo: Self.largestAnswer)
            if response.status != .ok { sample.problem = "status \(response.status.code)" }
            sample.isCached = body.readableBytesView.firstRange(of: Array("\"cached\":true".utf8)) != nil
        } catch {
            sample.problem = "\(error)"
        }
        sample.milliseconds = (ContinuousClock.now - begin) / .milliseconds(1)
        return sample
    }
}
