internal import LookalikeCatalogue
internal import LookalikePictures

/// An image's vector, with what was learnt of the image.
struct ImageEmbedding: Sendable {
    let vector: [Float]
    let mediaType: String
    /// Pixels; 0 where unknown.
    let width: Int
    let height: Int
    /// What is missing of the image; see ``/LookalikeCatalogue/ImageRecord/mark``.
    var mark: String?
    /// What is kept to recognise its duplicates; nil where it is not known, or stored already.
    var fingerprint: PictureFingerprint?
}

extension ImageEmbedding {
    init(_ result: Embedder.Result) {
        self.init(
            vector: result.vector, mediaType: result.info.format.mediaType, width: result.info.width,
            height: result.info.height, mark: result.mark, fingerprint: result.fingerprint)
    }

    /// A client's vector, with what it says.
    init(_ vector: [Float], _ facts: ImageFacts) {
        self.init(
            vector: vector, mediaType: facts.mediaType ?? "application/octet-stream", width: facts.width,
            height: facts.height, mark: facts.mark)
    }
}
