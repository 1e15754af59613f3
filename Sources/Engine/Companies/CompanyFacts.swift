internal import LookalikeCatalogue
internal import LookalikeJSON

/// Facts about a company's folder, except the names of its images.
struct CompanyFacts: Sendable, Codable {
    /// Version of the cached form.
    static let currentVersion = 2

    var version = currentVersion
    /// The signature of the source files.
    var signature: CompanySignature
    /// The vector file in the cache, and its identity.
    var vectors: String
    var identity: String
    var count: Int
    var dimension: Int
    /// The model as the folder names it.
    var statedModel: String?
    /// How the images became pixels, one of ``/LookalikeCatalogue/ImagePreparation``.
    var preparation: String
    /// The contents of index_info.json.
    var information: [String: JSONValue]
    /// Folders on this machine that may hold the images, likely ones first.
    var roots: [String]
    /// Vectors left out because they contain a NaN or an infinity.
    var skipped: Int
}
