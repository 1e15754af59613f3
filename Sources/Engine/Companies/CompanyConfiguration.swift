/// Where companies are, and how many of them are kept open.
public struct CompanyConfiguration: Sendable {
    /// Each folder in it is a company.
    public var directory = "embeddings"
    /// The collections that are companies beside the folders; nil for all but ``hiddenCollections``.
    public var collections: [String]?
    /// Collections that are there for something else.
    public var hiddenCollections: [String] = []
    /// The model of folders that don't say theirs, and of new ones where it is installed.
    public var model = "mobilenet-v3-large"
    /// Companies that are kept open; more are opened in place of those not used for the longest. Each takes two file
    /// descriptors.
    public var openCompanies = 200
    /// What the open ones may take together, in bytes, their mapped vectors included.
    public var openBytes = 16 << 30

    public init() {}
}
