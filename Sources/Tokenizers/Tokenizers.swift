internal import LookalikeZlib

/// Makes tokenizers of installed models.
public enum Tokenizers {
    /// Reads the files that the configuration names.
    ///
    /// - Parameter folder: the model's folder.
    /// - Throws: a file can't be read or is damaged, or the configuration does not fit it.
    public static func load(_ configuration: TokenizerConfiguration, folder: String)
        throws(TokenizerError) -> any Tokenizer
    {
        guard 2...4096 ~= configuration.contextLength else {
            throw .configuration(detail: "the context length is \(configuration.contextLength)")
        }
        var files: [[UInt8]] = []
        for file in configuration.files { files.append(try ModelFolder(path: folder).bytes(of: file)) }
        guard 1...2 ~= files.count, files.count == 1 || configuration.kind == .clipBPE else {
            throw .configuration(detail: "\(files.count) files are named for \(configuration.kind.rawValue)")
        }
        switch configuration.kind {
        case .clipBPE: return try clip(configuration, files)
        case .sentencePiece: return try sentencePiece(configuration, files[0])
        case .huggingFace: return try huggingFace(configuration, files[0])
        }
    }

    private static func sentencePiece(_ configuration: TokenizerConfiguration, _ bytes: [UInt8])
        throws(TokenizerError) -> any Tokenizer
    {
        let file = try SentencePieceFile(bytes)
        let endID = configuration.endID ?? file.endID
        guard endID < file.pieces.count else { throw .damaged(detail: "its end token is none of its pieces") }
        let frame = TokenFrame(
            length: configuration.contextLength, prefix: configuration.startID.map { [$0] } ?? [],
            suffix: endID < 0 ? [] : [endID], padding: configuration.paddingID)
        if configuration.cleaning == .siglip {
            return try SiglipTokenizer(file, frame: frame, endID: endID)
        }
        return SentencePieceTokenizer(
            model: try SentencePieceModel(file), cleaning: configuration.cleaning ?? .none, frame: frame)
    }

    private static func huggingFace(_ configuration: TokenizerConfiguration, _ bytes: [UInt8])
        throws(TokenizerError) -> any Tokenizer
    {
        let file = try TokenizerFile(bytes)
        let frame = TokenFrame(
            length: configuration.contextLength, prefix: configuration.startID.map { [$0] } ?? file.prefix,
            suffix: configuration.endID.map { [$0] } ?? file.suffix, padding: configuration.paddingID)
        return HuggingFaceTokenizer(file: file, cleaning: configuration.cleaning ?? .none, frame: frame)
    }

    private static func clip(_ configuration: TokenizerConfiguration, _ files: [[UInt8]])
        throws(TokenizerError) -> any Tokenizer
    {
        let vocabulary = try clipVocabulary(files)
        let frame = TokenFrame(
            length: configuration.contextLength, prefix: [configuration.startID ?? vocabulary.start],
            suffix: [configuration.endID ?? vocabulary.end], padding: configuration.paddingID)
        return CLIPTokenizer(
            vocabulary: vocabulary, cleaning: configuration.cleaning ?? .clip,
            typed: configuration.typedTokens ?? [], frame: frame)
    }

    /// The kind of file is told by its first bytes.
    private static func clipVocabulary(_ files: [[UInt8]]) throws(TokenizerError) -> CLIPVocabulary {
        if files.count == 2 { return try CLIPVocabulary(vocabulary: files[0], merges: files[1]) }
        if files[0].first == UInt8(ascii: "{") { return try CLIPVocabulary(tokenizer: files[0]) }
        guard files[0].starts(with: [0x1F, 0x8B]) else { return try CLIPVocabulary(list: files[0]) }
        do {
            return try CLIPVocabulary(list: try inflate(files[0], .gzip, limit: 64 << 20))
        } catch let error as InflateError {
            throw .damaged(detail: error.description)
        } catch let error as TokenizerError {
            throw error
        } catch {
            throw .damaged(detail: "\(error)")
        }
    }
}
