public import Foundation
public import JSON
public import Pictures
internal import SystemPackage

/// A company that can be searched.
public struct CompanyListing: Sendable, Equatable {
    public let name: String
    /// Where its vectors are.
    public let path: String
    public let isLoaded: Bool
}

/// What a company has.
public struct CompanyStatistics: Sendable {
    public let company: String
    public let total: Int
    public let dimension: Int
    public let model: String
    /// When its vectors were made, as its folder says it.
    public let timestamp: String
    /// What else its folder says of them.
    public let information: [String: JSONValue]
    /// Why it is not as its files are now; nil where it is.
    public let problem: String?
}

/// A picture of a company that looks like the query.
public struct CompanyMatch: Sendable {
    /// The same at every call, and another in every company.
    public let id: UUID
    /// Below the root of the company's pictures.
    public let path: String
    /// The cosine, −1 … 1.
    public let cosine: Double

    init(company: String, path: String, key: String? = nil, score: Float) {
        id = StableID.picture(company: company, path: key ?? path)
        self.path = path
        // Rounding may lead a little beyond.
        cosine = min(1, max(-1, Double(score)))
    }

    /// The folder that the picture is in, below the root; empty for the root itself.
    public var folder: String { FilePath(path).removingLastComponent().string }
    /// The file's name without its ending.
    public var name: String {
        FilePath(path).stem ?? ""
    }
    /// (cosine + 1) · 50, to two decimals.
    public var percentage: Double { ((cosine + 1) * 5_000).rounded() / 100 }
}

public struct CompanyAnswer: Sendable {
    public let company: String
    /// The model that the company's vectors and the query are of.
    public let model: String
    /// By score descending.
    public let matches: [CompanyMatch]
    public let warnings: [PictureWarning]
}
