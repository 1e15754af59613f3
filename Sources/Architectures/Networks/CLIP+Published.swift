extension CLIP {
    /// The published ones, each with the activation function that its weights were trained with.
    static let published: [CLIP] = families + tiny

    private static let families = [
        ("clip-vit-b-32", 32, TransformerTower(width: 768, layers: 12), TransformerTower(width: 512, layers: 12)),
        ("clip-vit-b-16", 16, TransformerTower(width: 768, layers: 12), TransformerTower(width: 512, layers: 12)),
        ("clip-vit-l-14", 14, TransformerTower(width: 1_024, layers: 24), TransformerTower(width: 768, layers: 12)),
    ].flatMap { name, patch, image, text in
        // OpenAI's own weights, and those of open_clip that were trained on LAION-2B and DataComp.
        [("", TransformerActivation.quickGELU), ("-laion2b", .gelu), ("-datacomp", .gelu)].map {
            CLIP(
                name: name + $0.0, activation: $0.1, patch: patch, image: image, text: text,
                dimension: text.width)
        }
    }

    /// TinyCLIP (Wu et al., 2023), those whose layers are all of one width.
    private static let tiny = [
        CLIP(
            name: "tinyclip-vit-8m-16-text-3m", activation: .gelu, patch: 16,
            image: TransformerTower(width: 256, layers: 10), text: TransformerTower(width: 256, layers: 3)),
        CLIP(
            name: "tinyclip-vit-39m-16-text-19m", activation: .gelu, patch: 16,
            image: TransformerTower(width: 512, layers: 12), text: TransformerTower(width: 512, layers: 6)),
        CLIP(
            name: "tinyclip-vit-40m-32-text-19m", activation: .gelu, patch: 32,
            image: TransformerTower(width: 512, layers: 12), text: TransformerTower(width: 512, layers: 6)),
        CLIP(
            name: "tinyclip-vit-61m-32-text-29m", activation: .gelu, patch: 32,
            image: TransformerTower(width: 640, layers: 12), text: TransformerTower(width: 512, layers: 9)),
    ]
}
