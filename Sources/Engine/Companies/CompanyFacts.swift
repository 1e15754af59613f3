internal import Catalogue
internal import JSON

/// What was found in a company's folder, beside the names of its pictures.
struct CompanyFacts: Sendable, Codable {
    /// Of the form in which it is kept in the cache.
    static let currentVersion = 2

    var version = currentVersion
    /// Of the files that it was read from.
    var signature: CompanySignature
    /// The vector file in the cache, and which one it is.
    var vectors: String
    var identity: String
    var count: Int
    var dimension: Int
    /// The model that the folder names, in its words.
    var statedModel: String?
    /// How the pictures became pixels, one of ``/Catalogue/PicturePreparation``.
    var preparation: String
    /// What index_info.json says.
    var information: [String: JSONValue]
    /// Folders of this machine that the pictures may lie below, likely ones first.
    var roots: [String]
    /// Vectors that are none, since they have a NaN or an infinity in them.
    var skipped: Int
}
