/// What becomes of an image that could not be taken in: the one place that decides it, by ``ImageFault``.
///
/// An image at fault is refused, and the others go on. If the machine is at fault, the error is thrown: the work stops
/// or waits, nothing is deleted, and it goes on later. Either is tried again before, where it may pass by itself.
struct FaultPolicy: Sendable {
    /// How often an image is tried again after an error that is not its own fault.
    let retries: Int

    static let once = FaultPolicy(retries: 0)
    /// For work that has accepted its images and must not lose one to a bad moment.
    static let patient = FaultPolicy(retries: 3)

    /// - Returns: what `body` returns, or why the image is refused.
    /// - Throws: errors of which the image is not at fault; `CancellationError` if the caller was cancelled.
    func attempt<Value>(_ body: () async throws -> Value) async throws -> Result<Value, ImageRefusal> {
        var patience = Patience()
        while true {
            do {
                return .success(try await body())
            } catch {
                try Task.checkCancellation()
                switch ImageFault(error) {
                case .image: return .failure(ImageRefusal(error, isLasting: true))
                case .moot: throw error
                case .passing where patience.tries < retries, .engine where patience.tries < retries: break
                case .passing: return .failure(ImageRefusal(error, isLasting: false))
                case .engine: throw error
                }
            }
            try await patience.wait()
        }
    }

    /// Whether work that ended with an error goes on later by itself, with all that it was given.
    static func goesOnLater(after error: any Error) -> Bool {
        if case .engine = ImageFault(error) { true } else { false }
    }
}

/// Why an image is not taken in.
struct ImageRefusal: Error {
    let error: any Error
    /// Whether the image itself is at fault, so that another try would end the same way. It is remembered as broken
    /// where it has a record.
    let isLasting: Bool

    init(_ error: any Error, isLasting: Bool) {
        self.error = error
        self.isLasting = isLasting
    }

    /// One sentence, without a path.
    var sentence: String { (error as? FileReadError)?.detail ?? "\(error)" }
}

/// Waits longer each time, up to half a minute.
struct Patience {
    private(set) var tries = 0

    mutating func wait() async throws {
        try await Task.sleep(for: .milliseconds(min(30_000, 250 << min(tries, 7))))
        tries += 1
    }
}
