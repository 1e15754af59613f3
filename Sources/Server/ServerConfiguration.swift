public import Engine
public import PrometheusMetrics

/// What the server can be told; see the README's table for how.
public struct LookalikeServerConfiguration: Sendable {
    public var host = "127.0.0.1"
    /// One server listens on all of them. 0 lets the system choose.
    public var ports = [8000]
    /// Origins whose pages may use the whole server, such as `https://shop.example`; `*` allows all. Pages of loopback
    /// origins may use the interfaces of the five systems in any case. (`LOOKALIKE_CORS_ORIGINS`)
    public var corsOrigins: [String] = []
    /// Names by which clients may call the server, besides loopback names, that of the machine and the one that it
    /// listens on; `*` allows all. (`LOOKALIKE_HOSTS`)
    public var hosts: [String] = []
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

    /// Whether a text can be one of ``corsOrigins``.
    public static func isOrigin(_ text: String) -> Bool { OriginRule.isOrigin(text) }

    /// Whether a text can be one of ``hosts``.
    public static func isHostName(_ text: String) -> Bool { HostNames.isName(text) }
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

    var configuredFolders: [String: ConfiguredFolders.Folder] {
        guard let path = products.directory else { return [:] }
        return [products.collection: .init(path: path, setting: "LOOKALIKE_PRODUCTS_DIR")]
    }
}
