public import Foundation
public import LookalikeJSON
public import LookalikePictures
internal import SystemPackage

/// A company that can be searched.
public struct CompanyListing: Sendable, Equatable {
    /// The name that requests use.
    public let name: String
    /// Where its vectors are.
    public let path: String
    /// Whether it is open, so that its next request needs no loading.
    public let isLoaded: Bool
}

/// Statistics of a company.
public struct CompanyStatistics: Sendable {
    /// The company's name.
    public let company: String
    /// The number of its images.
    public let total: Int
    /// Numbers per vector.
    public let dimension: Int
    /// The name of the model of its vectors; nil for vectors that clients sent.
    public let model: String?
    /// When its vectors were last changed.
    public let changed: Date
    /// Other information in its folder.
    public let information: [String: JSONValue]
    /// Why it does not show the present state of its files; nil if it does.
    public let problem: String?
}

/// A search result of a company.
public struct CompanyMatch: Sendable {
    /// The same in every call, and different in every company.
    public let id: UUID
    /// Below the root of the company's images.
    public let path: String
    /// The cosine, −1 … 1.
    public let cosine: Double

    init(company: String, path: String, imageID: String? = nil, score: Float) {
        id = StableID.image(company: company, path: imageID ?? path)
        self.path = path
        // Rounding may exceed the range slightly.
        cosine = min(1, max(-1, Double(score)))
    }

    /// The folder of the image, below the root; empty for the root itself.
    public var folder: String { FilePath(path).removingLastComponent().string }
    /// The file's name without its extension.
    public var name: String {
        FilePath(path).stem ?? ""
    }
}

/// What a search in a company found.
public struct CompanyAnswer: Sendable {
    /// The name of the company that was searched.
    public let company: String
    /// The model of the company's vectors and of the query; nil for vectors that clients sent.
    public let model: String?
    /// By score descending.
    public let matches: [CompanyMatch]
    /// What was wrong with the query image although it could be decoded.
    public let warnings: [PictureWarning]
}
