public import LookalikeEngine
public import LookalikeFetching
public import LookalikePrometheusMetrics
public import Tracing

/// The server's settings; the README and docs/configuration.md say how users set them.
public struct LookalikeServerConfiguration: Sendable {
    /// The address to listen on: by default, this machine alone can connect; `0.0.0.0` lets others connect
    /// too.
    public var host = "127.0.0.1"
    /// The server listens on all of them. 0 lets the system choose.
    public var ports = [8000]
    /// Origins whose pages may use the whole server, such as `https://shop.example`; `*` allows all. Pages of loopback
    /// origins may use the interfaces of the five systems in any case. (`LOOKALIKE_CORS_ORIGINS`)
    public var corsOrigins: [String] = []
    /// Host names accepted in requests, besides loopback names, the machine's name and the one that it listens on;
    /// `*` allows all. (`LOOKALIKE_HOSTS`)
    public var hosts: [String] = []
    /// Most bytes of uploads in memory.
    public var uploadMemory = 512 << 20
    /// Folders of this machine that clients may sync, including subfolders; empty means the current directory. The
    /// product catalogue's folder and the folders of collections are also allowed. (`LOOKALIKE_SYNC_ROOTS`)
    public var syncRoots: [String] = []
    /// Collections that are kept up to date with their roots while the server runs; nil means none. (`LOOKALIKE_WATCH`)
    public var watched: WatchedCollections?
    /// An address below which all files of published models lie, in place of their makers' addresses; nil takes those.
    /// (`LOOKALIKE_MODEL_MIRROR`)
    public var modelMirror: String?
    /// The folder of backups that clients order; nil allows none. (`LOOKALIKE_BACKUP_DIR`)
    public var backupDirectory: String?
    /// A settings file's bytes, kept in each backup; nil keeps none.
    public var settingsOfBackups: [UInt8]?
    /// Fetches images that clients name by their addresses; nil where none are fetched. (`LOOKALIKE_FETCH_IMAGES`)
    public var fetcher: ImageFetcher?
    /// How long running requests get to finish when the server stops. (`LOOKALIKE_SHUTDOWN_SECONDS`)
    public var shutdownPatience: Duration = .seconds(20)
    /// Of the product catalogue interface.
    public var products = ProductCatalogueConfiguration()
    /// Of the event photos interface.
    public var events = EventPhotosConfiguration()
    /// Of the gallery interface.
    public var gallery = GalleryConfiguration()
    /// Of the multi-tenant interface.
    public var companies = CompanyConfiguration()
    /// Of the million-scale interface.
    public var millionScale = MillionScaleConfiguration()
    /// Whether answers are compressed for clients that accept it. (`LOOKALIKE_COMPRESSION`)
    public var compressesAnswers = true
    /// The registry behind `/metrics`; pass the engine the same one.
    public var metrics = ServerMetrics.registry()
    /// Makes a span of each request; nil makes none. Pass the engine the same one.
    public var tracer: (any Tracer)?

    /// The defaults: port 8000, this machine alone.
    public init() {}

    /// Whether a text can be one of ``corsOrigins``.
    public static func isOrigin(_ text: String) -> Bool { OriginRule.isOrigin(text) }

    /// Whether a text can be one of ``hosts``.
    public static func isHostName(_ text: String) -> Bool { HostNames.isName(text) }
}

extension LookalikeServerConfiguration {
    /// The settings of companies, without the collections of other interfaces.
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
