/// What a library calls the tensors of a transformer block, behind the block's own path.
struct BlockNames: Sendable {
    /// How the projections to queries, keys and values are kept.
    enum Projections: Sendable {
        /// As one matrix, queries first: the name before `weight` and `bias`.
        case joined(String)
        /// As three linear layers.
        case apart(queries: String, keys: String, values: String)
    }

    let norm1: String
    let projections: Projections
    let output: String
    let norm2: String
    let expand: String
    let contract: String
    /// The numbers by which what the two parts add is multiplied, in networks that have such.
    var scales: (String, String) = ("ls1.gamma", "ls2.gamma")

    /// OpenAI's CLIP, open_clip and TinyCLIP.
    static let openAI = BlockNames(
        norm1: "ln_1", projections: .joined("attn.in_proj_"), output: "attn.out_proj", norm2: "ln_2",
        expand: "mlp.c_fc", contract: "mlp.c_proj")

    /// The transformers library, for CLIP and SigLIP.
    static let transformers = BlockNames(
        norm1: "layer_norm1",
        projections: .apart(
            queries: "self_attn.q_proj", keys: "self_attn.k_proj", values: "self_attn.v_proj"),
        output: "self_attn.out_proj", norm2: "layer_norm2", expand: "mlp.fc1", contract: "mlp.fc2")

    /// The transformers library's files of DINOv2.
    static let dinov2 = dinov2(
        queries: "attention.attention.query", keys: "attention.attention.key",
        values: "attention.attention.value", output: "attention.output.dense")

    /// The same of transformers 5 in memory, as `state_dict()` names them.
    static let dinov2InMemory = dinov2(
        queries: "attention.q_proj", keys: "attention.k_proj", values: "attention.v_proj",
        output: "attention.o_proj")

    private static func dinov2(queries: String, keys: String, values: String, output: String) -> BlockNames {
        BlockNames(
            norm1: "norm1", projections: .apart(queries: queries, keys: keys, values: values), output: output,
            norm2: "norm2", expand: "mlp.fc1", contract: "mlp.fc2",
            scales: ("layer_scale1.lambda1", "layer_scale2.lambda1"))
    }

    /// timm and DINOv2's makers.
    static let timm = BlockNames(
        norm1: "norm1", projections: .joined("attn.qkv."), output: "attn.proj", norm2: "norm2",
        expand: "mlp.fc1", contract: "mlp.fc2")
}
