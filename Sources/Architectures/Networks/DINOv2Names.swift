/// What a library calls the tensors of a DINOv2, and how it resizes the table of positions.
struct DINOv2Names: Sendable {
    let classToken: String
    let maskToken: String
    let positions: String
    let patches: String
    let blocks: String
    let block: BlockNames
    let norm: String
    /// Added to the new grid's size before positions are resized; see ``resizedPositions(from:to:offset:)``.
    let offset: Double
    /// A classifier on top, by its layer's name; vectors don't need it.
    var classifier: String?

    /// Those of a weight file, told by its class token; the makers' if there is none.
    static func of(_ weights: NamedWeights) -> DINOv2Names {
        for path in ["", "dinov2."] where weights.has("\(path)embeddings.cls_token") {
            let isNew = weights.has("\(path)encoder.layer.0.attention.q_proj.weight")
            return transformers(path, isNew ? .dinov2InMemory : .dinov2)
        }
        return .makers
    }

    /// Meta's own files.
    static let makers = DINOv2Names(
        classToken: "cls_token", maskToken: "mask_token", positions: "pos_embed", patches: "patch_embed.proj",
        blocks: "blocks", block: .timm, norm: "norm", offset: 0.1)

    /// The transformers library's `Dinov2Model`, and with `path` its `Dinov2ForImageClassification`. Its positions are
    /// resized exactly, so its vectors differ a little from those of the makers' code.
    private static func transformers(_ path: String, _ block: BlockNames) -> DINOv2Names {
        DINOv2Names(
            classToken: "\(path)embeddings.cls_token", maskToken: "\(path)embeddings.mask_token",
            positions: "\(path)embeddings.position_embeddings",
            patches: "\(path)embeddings.patch_embeddings.projection", blocks: "\(path)encoder.layer",
            block: block, norm: "\(path)layernorm", offset: 0, classifier: path.isEmpty ? nil : "classifier")
    }
}
