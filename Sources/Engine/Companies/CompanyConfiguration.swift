/// Where companies are, and how many of them are kept open.
public struct CompanyConfiguration: Sendable {
    /// Each folder in it is a company.
    public var directory = "embeddings"
    /// Collections that are also served as companies; nil for all except ``hiddenCollections``.
    public var collections: [String]?
    /// Collections that other interfaces use.
    public var hiddenCollections: [String] = []
    /// The model of folders that name none, and of new folders if it is installed.
    public var model = "mobilenet-v3-large"
    /// Most companies kept open; the least recently used one is closed first. Each takes two file descriptors.
    public var openCompanies = 200
    /// Most memory for open companies, in bytes, including mapped vectors.
    public var openBytes = 16 << 30

    /// The defaults.
    public init() {}
}
