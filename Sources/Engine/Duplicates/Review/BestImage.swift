internal import Foundation
internal import LookalikeCatalogue

/// Which image of a group of duplicates to keep, and why.
public struct BestImage: Sendable, Equatable {
    /// The id of the image.
    public let id: String
    /// Why it is the best: one sentence.
    public let reason: String

    /// By pixels, then by a format without loss, then by bytes, then by age.
    ///
    /// - Precondition: there is an image.
    init(of images: [ImageRecord]) {
        let sorted = images.sorted { Self.isBetter($0, $1) }
        let (best, next) = (sorted[0], sorted.dropFirst().first)
        id = best.id
        reason = next.map { Self.reason(best, $0, of: images.count) } ?? "It is the only one."
    }

    private static func isBetter(_ a: ImageRecord, _ b: ImageRecord) -> Bool {
        if pixels(a) != pixels(b) { return pixels(a) > pixels(b) }
        if isLossless(a) != isLossless(b) { return isLossless(a) }
        if a.bytes != b.bytes { return a.bytes > b.bytes }
        if age(a) != age(b) { return age(a) < age(b) }
        return a.recordID < b.recordID
    }

    private static func reason(_ best: ImageRecord, _ next: ImageRecord, of count: Int) -> String {
        let (all, others) = count > 2 ? ("All", "of the others") : ("Both", "of the other")
        if pixels(best) != pixels(next) {
            return
                "It has the most pixels: \(best.width) × \(best.height), the next \(next.width) × \(next.height)."
        }
        if isLossless(best) != isLossless(next) {
            return "It is stored without loss, as \(best.mediaType); the best \(others) is \(next.mediaType)."
        }
        if best.bytes != next.bytes {
            return "\(all) have as many pixels; it has the most bytes: \(best.bytes), the next \(next.bytes)."
        }
        if best.contentHash == next.contentHash, age(best) == age(next) {
            return "They have the same bytes; it was added first."
        }
        return age(best) != age(next) ? "They are equal in size; it is the oldest." : "It was added first."
    }

    private static func pixels(_ image: ImageRecord) -> Int { image.width * image.height }

    private static func isLossless(_ image: ImageRecord) -> Bool {
        ["image/png", "image/tiff", "image/bmp"].contains(image.mediaType)
    }

    /// When its file was last changed, or when it was added: nanoseconds since 1970.
    private static func age(_ image: ImageRecord) -> Double {
        image.signature.map { Double($0.modified) } ?? image.createdAt.timeIntervalSince1970 * 1e9
    }
}
