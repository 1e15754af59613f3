extension NamedWeights {
    /// Whether blocks have lost heads, so that queries are narrower than tokens, or still have the masks of the pruning.
    var hasPrunedBlocks: Bool {
        names.contains { name in
            guard name.hasSuffix(".attn.in_proj_weight") else { return name.contains("l0_module.") }
            guard let shape = shape(name), shape.count == 2 else { return false }
            return shape[0] != 3 * shape[1]
        }
    }
}

/// What a library calls the tensors of a CLIP. The names tell nothing about the activation function.
struct CLIPNames: Sendable {
    /// How the projection into the common space is kept.
    enum Projection: Sendable {
        /// A matrix, inputs × outputs.
        case matrix(String)
        /// A linear layer, with a bias or without.
        case linear(String, bias: Bool)
    }

    struct Image: Sendable {
        let classToken: String
        let positions: String
        /// Axes of size 1 before those of the class token and of the table of positions.
        var leading: (classToken: Int, positions: Int) = (0, 0)
        let patches: String
        let normBefore: String
        let blocks: String
        let normAfter: String
        let projection: Projection
    }

    struct Text: Sendable {
        let tokens: String
        let positions: String
        let blocks: String
        let normAfter: String
        let projection: Projection
    }

    let block: BlockNames
    let image: Image
    let text: Text?
    let logitScale: String
    /// Numbers about the network and counters, by their shapes; nil is the number of tokens of the tower.
    let imageRemarks: [String: [Int?]]
    let textRemarks: [String: [Int?]]

    /// The one of a weight file, told by its class token; OpenAI's if there is none.
    static func of(_ weights: NamedWeights) -> CLIPNames {
        [.openAI(), .transformers, .timm, .tinyCLIP, .tinyCLIPParallel]
            .first { weights.has($0.image.classToken) } ?? .openAI()
    }

    /// OpenAI's own files and open_clip's.
    ///
    /// - Parameters:
    ///   - imagePath: put before the names of the image tower, with its dot.
    ///   - textPath: the same for the text tower.
    ///   - scalePath: the same for `logit_scale`.
    static func openAI(imagePath: String = "", textPath: String = "", scalePath: String = "") -> CLIPNames {
        CLIPNames(
            block: .openAI,
            image: Image(
                classToken: "\(imagePath)visual.class_embedding",
                positions: "\(imagePath)visual.positional_embedding",
                patches: "\(imagePath)visual.conv1", normBefore: "\(imagePath)visual.ln_pre",
                blocks: "\(imagePath)visual.transformer.resblocks",
                normAfter: "\(imagePath)visual.ln_post", projection: .matrix("\(imagePath)visual.proj")),
            text: Text(
                tokens: "\(textPath)token_embedding", positions: "\(textPath)positional_embedding",
                blocks: "\(textPath)transformer.resblocks", normAfter: "\(textPath)ln_final",
                projection: .matrix("\(textPath)text_projection")),
            logitScale: "\(scalePath)logit_scale",
            imageRemarks: ["input_resolution": []],
            textRemarks: ["context_length": [], "vocab_size": [], "attn_mask": [nil, nil]])
    }

    /// The files of the transformers library's `CLIPModel`.
    static let transformers = CLIPNames(
        block: .transformers,
        image: Image(
            classToken: "vision_model.embeddings.class_embedding",
            positions: "vision_model.embeddings.position_embedding.weight",
            patches: "vision_model.embeddings.patch_embedding",
            // The library's own spelling.
            normBefore: "vision_model.pre_layrnorm",
            blocks: "vision_model.encoder.layers", normAfter: "vision_model.post_layernorm",
            projection: .linear("visual_projection", bias: false)),
        text: Text(
            tokens: "text_model.embeddings.token_embedding",
            positions: "text_model.embeddings.position_embedding.weight",
            blocks: "text_model.encoder.layers", normAfter: "text_model.final_layer_norm",
            projection: .linear("text_projection", bias: false)),
        logitScale: "logit_scale",
        imageRemarks: ["vision_model.embeddings.position_ids": [1, nil]],
        textRemarks: ["text_model.embeddings.position_ids": [1, nil]])

    /// timm's image towers, such as `vit_base_patch32_clip_224.openai`.
    static let timm = CLIPNames(
        block: .timm,
        image: Image(
            classToken: "cls_token", positions: "pos_embed", leading: (2, 1), patches: "patch_embed.proj",
            normBefore: "norm_pre", blocks: "blocks", normAfter: "norm",
            projection: .linear("head", bias: true)),
        text: nil, logitScale: "logit_scale", imageRemarks: [:], textRemarks: [:])

    /// TinyCLIP's own files.
    static let tinyCLIP = openAI(
        imagePath: "_image_encoder.", textPath: "_text_encoder.", scalePath: "_logit_scale.")

    /// TinyCLIP's own files as its parallel training writes them.
    static let tinyCLIPParallel = openAI(
        imagePath: "_image_encoder.module.", textPath: "_text_encoder.module.",
        scalePath: "_logit_scale.module.")
}
