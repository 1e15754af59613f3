/// What a model's manifest says about its tokenizer: which files it is made of, and what is around a text's ids.
///
/// Of OpenAI's CLIP:
///
///     {"kind": "clip-bpe", "files": ["bpe_simple_vocab_16e6.txt.gz"], "context_length": 77,
///      "typed_tokens": ["<|startoftext|>", "<|endoftext|>"]}
///
/// Of SigLIP 2:
///
///     {"kind": "hugging-face", "files": ["tokenizer.json"], "context_length": 64, "cleaning": "lowercase"}
public struct TokenizerConfiguration: Codable, Equatable, Sendable {
    /// The format of the files, which is also the algorithm.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// CLIP's byte-pair encoding. Files: OpenAI's list of merges, packed or not; or Hugging Face's `vocab.json` and
        /// `merges.txt`; or its `tokenizer.json`.
        case clipBPE = "clip-bpe"
        /// A model of the library sentencepiece, unigram or BPE.
        case sentencePiece = "sentencepiece"
        /// Hugging Face's `tokenizer.json`, with a BPE or unigram model.
        case huggingFace = "hugging-face"
    }

    /// The format of the files.
    public var kind: Kind
    /// Their names, in the model's folder.
    public var files: [String]
    /// How many ids the network takes.
    public var contextLength: Int
    /// The id in places behind the text: 0 for OpenAI's and open_clip's CLIP and for SigLIP 2, 49407 for transformers'
    /// CLIP, 1 for SigLIP.
    public var paddingID: Int32
    /// The id before the text; nil for what the file says. CLIP's is known.
    public var startID: Int32?
    /// The id behind the text; nil for what the file says. CLIP's is known.
    public var endID: Int32?
    /// What is done to a text before; nil for what the kind does: `clip` for `clip-bpe`, nothing for the others.
    public var cleaning: TextCleaning?
    /// How the start and the end token of CLIP are typed (`<|startoftext|>` for OpenAI's, `<start_of_text>` for open_clip's);
    /// nil where they can't be.
    public var typedTokens: [String]?

    /// - Parameters:
    ///   - kind: the format of the files.
    ///   - files: their names, in the model's folder.
    ///   - contextLength: how many ids the network takes.
    public init(
        kind: Kind, files: [String], contextLength: Int, paddingID: Int32 = 0, startID: Int32? = nil,
        endID: Int32? = nil, cleaning: TextCleaning? = nil, typedTokens: [String]? = nil
    ) {
        self.kind = kind
        self.files = files
        self.contextLength = contextLength
        self.paddingID = paddingID
        self.startID = startID
        self.endID = endID
        self.cleaning = cleaning
        self.typedTokens = typedTokens
    }

    enum CodingKeys: String, CodingKey {
        case kind, files, cleaning
        case contextLength = "context_length"
        case paddingID = "padding_id"
        case startID = "start_id"
        case endID = "end_id"
        case typedTokens = "typed_tokens"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        kind = try values.decode(Kind.self, forKey: .kind)
        files = try values.decode([String].self, forKey: .files)
        contextLength = try values.decode(Int.self, forKey: .contextLength)
        paddingID = try values.decodeIfPresent(Int32.self, forKey: .paddingID) ?? 0
        startID = try values.decodeIfPresent(Int32.self, forKey: .startID)
        endID = try values.decodeIfPresent(Int32.self, forKey: .endID)
        cleaning = try values.decodeIfPresent(TextCleaning.self, forKey: .cleaning)
        typedTokens = try values.decodeIfPresent([String].self, forKey: .typedTokens)
    }
}
