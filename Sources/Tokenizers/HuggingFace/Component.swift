/// A small JSON value: components of `tokenizer.json` are read whole, vocabularies are not.
enum PlainJSON: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([PlainJSON])
    case object([String: PlainJSON])

    init(_ reader: inout JSONReader) throws(TokenizerError) {
        switch reader.peek() {
        case UInt8(ascii: "{"):
            var members: [String: PlainJSON] = [:]
            try reader.openObject()
            while let name = try reader.nextName() {
                members[String(decoding: name, as: UTF8.self)] = try PlainJSON(&reader)
            }
            self = .object(members)
        case UInt8(ascii: "["):
            var elements: [PlainJSON] = []
            try reader.openArray()
            while try reader.nextElement() { elements.append(try PlainJSON(&reader)) }
            self = .list(elements)
        case UInt8(ascii: "\""): self = .text(String(decoding: try reader.string(), as: UTF8.self))
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool(try reader.bool())
        case UInt8(ascii: "n"):
            _ = try reader.takesNull()
            self = .null
        default: self = .number(try reader.number())
        }
    }

    subscript(name: String) -> PlainJSON? {
        if case .object(let members) = self { members[name] } else { nil }
    }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    var elements: [PlainJSON]? { if case .list(let elements) = self { elements } else { nil } }
}

/// An object of `tokenizer.json` with a `type`.
struct Component {
    let type: String
    let value: PlainJSON

    init(_ reader: inout JSONReader) throws(TokenizerError) { try self.init(try PlainJSON(&reader)) }

    init(_ value: PlainJSON) throws(TokenizerError) {
        guard let type = value["type"]?.text else {
            throw .damaged(detail: "a component of tokenizer.json has no type")
        }
        self.type = type
        self.value = value
    }

    func unsupported(_ detail: String = "") -> TokenizerError {
        .unsupported(
            detail:
                "tokenizer.json has the component \(type)\(detail.isEmpty ? "" : " " + detail), which isn't known here"
        )
    }

    func text(_ name: String) throws(TokenizerError) -> String {
        guard let text = value[name]?.text else { throw unsupported("without \(name)") }
        return text
    }

    func flag(_ name: String, default fallback: Bool) -> Bool { value[name]?.flag ?? fallback }

    func list(_ name: String) throws(TokenizerError) -> [PlainJSON] {
        guard let list = value[name]?.elements else { throw unsupported("without \(name)") }
        return list
    }

    func components(_ name: String) throws(TokenizerError) -> [Component] {
        var components: [Component] = []
        for value in try list(name) { components.append(try Component(value)) }
        return components
    }

    /// The id of a pair such as `["</s>", 1]`.
    func tokenID(_ name: String) throws(TokenizerError) -> Int32 {
        guard let number = try list(name).last?.number, let id = Int32(exactly: number) else {
            throw unsupported("with an odd \(name)")
        }
        return id
    }

    /// `{"String": "…"}` or `{"Regex": "…"}`.
    func pattern() throws(TokenizerError) -> TextPattern {
        if let text = value["pattern"]?["String"]?.text { return .text(Scalars(text)) }
        switch value["pattern"]?["Regex"]?.text {
        case " {2,}": return .blanks
        case #"\s+"#: return .spaces
        case #"\A +| +\z"#, "^ +| +$": return .outerBlanks
        case let other: throw unsupported("with the pattern \(other ?? "?")")
        }
    }
}

extension TextNormalizer {
    init(_ component: Component) throws(TokenizerError) {
        switch component.type {
        case "Sequence":
            var steps: [TextNormalizer] = []
            for part in try component.components("normalizers") { steps.append(try TextNormalizer(part)) }
            self = .sequence(steps)
        case "Lowercase": self = .lowercase
        case "Replace": self = .replace(try component.pattern(), Scalars(try component.text("content")))
        case "Prepend": self = .prepend(Scalars(try component.text("prepend")))
        case "Strip":
            self = .strip(
                left: component.flag("strip_left", default: true),
                right: component.flag("strip_right", default: true))
        case "Precompiled":
            let table = try Base64.decoded(try component.text("precompiled_charsmap"))
            self = table.isEmpty ? .sequence([]) : .precompiled(try Charsmap(table[...]))
        case "NFC": self = .nfc
        case "NFD": self = .nfd
        default: throw component.unsupported()
        }
    }
}

extension PreTokenizer {
    init(_ component: Component) throws(TokenizerError) {
        switch component.type {
        case "Sequence":
            var steps: [PreTokenizer] = []
            for part in try component.components("pretokenizers") { steps.append(try PreTokenizer(part)) }
            self = .sequence(steps)
        case "WhitespaceSplit": self = .whitespaceSplit
        case "Split":
            guard let behavior = DelimiterBehavior(rawValue: try component.text("behavior")),
                !component.flag("invert", default: false)
            else { throw component.unsupported("with an unknown behavior") }
            self = .split(try component.pattern(), behavior)
        case "Metaspace": self = .metaspace(try Metaspace(component))
        default: throw component.unsupported()
        }
    }
}

extension PreTokenizer.Metaspace {
    fileprivate init(_ component: Component) throws(TokenizerError) {
        let replacement = Scalars(try component.text("replacement"))
        // Files from before 2024 say whether a blank is added, not where.
        let older: Prepending = component.flag("add_prefix_space", default: true) ? .always : .never
        let prepending = component.value["prepend_scheme"]?.text
        guard replacement.count == 1, let scheme = prepending.map(Prepending.init) ?? older else {
            throw component.unsupported("with an unknown prepend_scheme")
        }
        self.init(
            replacement: replacement[0], prepending: scheme, splits: component.flag("split", default: true))
    }
}
