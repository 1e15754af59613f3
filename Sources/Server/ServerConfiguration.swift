public import Engine
public import PrometheusMetrics

/// What the server can be told; see the README's table for how.
public struct LookalikeServerConfiguration: Sendable {
    public var host = "127.0.0.1"
    /// One server listens on all of them. 0 lets the system choose.
    public var ports = [8000]
    /// Origins whose pages may use the server; `*` allows all.
    public var corsOrigins = ["*"]
    /// Bytes of uploads held in memory at once.
    public var uploadMemory = 512 << 20
    /// Folders of this machine that clients may name for syncs, and all below them; empty for the current directory.
    /// The folder of product pictures, and those that collections have, are allowed besides. (`LOOKALIKE_SYNC_ROOTS`)
    public var syncRoots: [String] = []
    /// How long requests under way may take once the server is told to end. (`LOOKALIKE_SHUTDOWN_SECONDS`)
    public var shutdownPatience: Duration = .seconds(20)
    public var products = ProductCatalogueConfiguration()
    public var events = EventPhotosConfiguration()
    public var gallery = GalleryConfiguration()
    public var companies = CompanyConfiguration()
    public var millionScale = MillionScaleConfiguration()
    /// What `/metrics` shows; an engine that measures has the same.
    public var metrics = ServerMetrics.registry()

    public init() {}
}

extension LookalikeServerConfiguration {
    /// The companies, without the collections that other interfaces have for themselves.
    public var onlyCompanies: CompanyConfiguration {
        var configuration = companies
        configuration.hiddenCollections += [
            products.collection, events.collection, gallery.collection, millionScale.collection,
        ]
        return configuration
    }
}
