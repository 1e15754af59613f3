internal import HTTPTypes
internal import LookalikeEmbedding
internal import LookalikeFetching

/// Fetches images that clients name by their addresses, if the settings allow it.
struct FetchedImages: Sendable {
    private let fetcher: ImageFetcher?
    /// The most bytes of all images of a request.
    let limit: Int
    private let places: AdmissionQueue

    /// So many images at once; each may take ``limit`` bytes of memory.
    private static let atOnce = 8

    /// - Parameters:
    ///   - fetcher: nil where nothing is fetched.
    ///   - patience: how long a request waits for others.
    init(_ fetcher: ImageFetcher?, limit: Int, patience: Duration) {
        (self.fetcher, self.limit) = (fetcher, limit)
        places = AdmissionQueue(places: Self.atOnce, weight: .max, patience: patience)
    }

    /// Whether the settings allow it.
    var areFetched: Bool { fetcher != nil }

    /// The bytes at an address; nil for none.
    ///
    /// - Parameter room: how many bytes there may be at most, which becomes less.
    /// - Throws: ``APIError`` 403 where nothing is fetched, ``ImageFetchError``.
    func bytes(at address: String?, room: inout Int) async throws -> [UInt8]? {
        guard let address else { return nil }
        guard let fetcher else {
            throw APIError(
                status: .forbidden,
                message: "This server fetches no images by address: LOOKALIKE_FETCH_IMAGES allows it.")
        }
        let limit = room
        let bytes = try await places.withPlace(weight: 0) {
            try await fetcher.bytes(at: address, limit: limit)
        }
        room -= bytes.count
        return bytes
    }
}
