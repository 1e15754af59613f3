/// How two vectors are compared. Scores are such that higher means more alike, for every metric.
public enum Metric: String, Codable, Sendable, CaseIterable {
    /// ⟨a, b⟩ / (‖a‖ ‖b‖), between −1 and 1. A zero vector scores 0 with everything.
    case cosine
    /// ⟨a, b⟩
    case innerProduct = "inner_product"
    /// −‖a − b‖²: 0 for equal vectors, negative otherwise.
    case l2
}
