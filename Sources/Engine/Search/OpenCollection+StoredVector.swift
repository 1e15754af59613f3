internal import LookalikeCatalogue
internal import LookalikeVectors

extension OpenCollection {
    /// The vector of a stored image with these bytes, as searches see it.
    ///
    /// A network in bf16 computes other numbers for one image than for several at once. By the stored ones an image
    /// finds itself with a score of exactly 1 (0 for L2), whatever it was computed with.
    ///
    /// - Parameter vector: what the network made of the bytes now.
    /// - Returns: nil where there is no such image, and where its vector is not nearly the same.
    func storedVector(ofContent hash: String, like vector: [Float]) async throws -> [Float]? {
        guard let image = try await catalogue.readyImage(contentHash: hash, in: recordID) else { return nil }
        let view = vectors.view
        // Searches may see an earlier vector of the image; and a damaged one is as good as none.
        guard let entry = image.vectorEntry, try await view.entry(of: image.recordID) == entry,
            let stored = try await view.vector(of: image.recordID), stored.count == vector.count
        else { return nil }
        func dot(_ a: [Float], _ b: [Float]) -> Double {
            zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        let norms = (dot(stored, stored) * dot(vector, vector)).squareRoot()
        return norms > 0 && dot(stored, vector) >= 0.999 * norms ? stored : nil
    }
}
