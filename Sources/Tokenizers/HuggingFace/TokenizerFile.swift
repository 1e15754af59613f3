/// The parts of Hugging Face's `tokenizer.json` that matter for splitting text.
///
/// A component that isn't known here is an error that names it: passed over, it would give other ids.
struct TokenizerFile: Sendable {
    let normalizer: TextNormalizer?
    let preTokenizer: PreTokenizer?
    let model: PieceModel
    let addedTokens: [AddedTokens.Token]
    /// The ids that the post-processor puts before and behind a text.
    let prefix: [Int32]
    let suffix: [Int32]

    init(_ bytes: [UInt8]) throws(TokenizerError) {
        var reader = JSONReader(bytes)
        var normalizer: TextNormalizer?
        var preTokenizer: PreTokenizer?
        var model: PieceModel?
        var addedTokens: [AddedTokens.Token] = []
        var frame: (prefix: [Int32], suffix: [Int32]) = ([], [])
        try reader.openObject()
        while let name = try reader.nextName() {
            switch String(decoding: name, as: UTF8.self) {
            case "normalizer":
                if try !reader.takesNull() { normalizer = try TextNormalizer(try Component(&reader)) }
            case "pre_tokenizer":
                if try !reader.takesNull() { preTokenizer = try PreTokenizer(try Component(&reader)) }
            case "post_processor":
                if try !reader.takesNull() { frame = try Self.frame(try Component(&reader)) }
            case "added_tokens": addedTokens = try Self.addedTokens(&reader)
            case "model": model = try PieceModel(&reader)
            default: try reader.skip()
            }
        }
        try reader.finish()
        guard let model else { throw .damaged(detail: "tokenizer.json has no model") }
        self.normalizer = normalizer
        self.preTokenizer = preTokenizer
        self.model = model
        self.addedTokens = addedTokens
        (prefix, suffix) = frame
    }

    private static func addedTokens(_ reader: inout JSONReader) throws(TokenizerError) -> [AddedTokens.Token]
    {
        var tokens: [AddedTokens.Token] = []
        try reader.openArray()
        while try reader.nextElement() {
            var token = AddedTokens.Token()
            try reader.openObject()
            while let name = try reader.nextName() {
                switch String(decoding: name, as: UTF8.self) {
                case "id": token.id = try reader.id()
                case "content": token.content = Array(try reader.string())
                case "lstrip": token.takesLeft = try reader.bool()
                case "rstrip": token.takesRight = try reader.bool()
                case "normalized": token.isNormalized = try reader.bool()
                case "single_word":
                    if try reader.bool() {
                        throw .unsupported(
                            detail: "an added token of tokenizer.json has single_word, which isn't read")
                    }
                default: try reader.skip()
                }
            }
            if !token.content.isEmpty { tokens.append(token) }
        }
        return tokens
    }

    private static func frame(_ component: Component) throws(TokenizerError) -> ([Int32], [Int32]) {
        switch component.type {
        case "TemplateProcessing":
            let pieces = try component.list("single")
            guard let middle = pieces.firstIndex(where: { $0["Sequence"] != nil }) else {
                throw component.unsupported("without a sequence")
            }
            return (
                try template(pieces[..<middle], component), try template(pieces[(middle + 1)...], component)
            )
        case "RobertaProcessing", "BertProcessing":
            return ([try component.tokenID("cls")], [try component.tokenID("sep")])
        case "Sequence":
            // Of several, ByteLevel changes no ids.
            let parts = try component.components("processors").filter { $0.type != "ByteLevel" }
            guard parts.count < 2 else { throw component.unsupported("of several") }
            return try parts.first.map { part throws(TokenizerError) in try frame(part) } ?? ([], [])
        case "ByteLevel": return ([], [])
        default: throw component.unsupported()
        }
    }

    /// The ids of the special tokens of a template.
    private static func template(_ pieces: ArraySlice<PlainJSON>, _ component: Component)
        throws(TokenizerError) -> [Int32]
    {
        var ids: [Int32] = []
        for piece in pieces {
            guard let name = piece["SpecialToken"]?["id"]?.text,
                let found = component.value["special_tokens"]?[name]?["ids"]?.elements
            else { throw component.unsupported("with an unknown token") }
            for id in found {
                guard let number = id.number, let id = Int32(exactly: number) else {
                    throw component.unsupported("with an odd id")
                }
                ids.append(id)
            }
        }
        return ids
    }
}
