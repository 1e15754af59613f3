public import LookalikeEngine

extension CompanyMatch {
    /// The multi-tenant system's percentage: (cosine + 1) · 50, 0 … 100, to two decimals.
    public var similarity: Double { ((cosine + 1) * 5_000).rounded() / 100 }
}
