internal import LookalikeEmbedding
internal import LookalikeModelRegistry
internal import LookalikeModelTools
internal import LookalikeOpenAPI

/// What is known of an installed model.
struct ModelDetails: Codable, Sendable, SchemaDocumented {
    struct Text: Codable, Sendable {
        var tokenizer: String
        var tokens: Int
        var prompts: [String]?
        var networkBytes: Int

        enum CodingKeys: String, CodingKey {
            case tokenizer, tokens, prompts
            case networkBytes = "network_bytes"
        }
    }

    var name: String
    var description: String?
    var dimension: Int
    var normalized: Bool
    var width: Int
    var height: Int
    var layers: Int?
    var parameters: Int?
    var preprocessing: String
    var network: String
    var networkBytes: Int
    var words: Bool
    var text: Text?
    var license: String?
    var source: String?
    var exportable: Bool

    enum CodingKeys: String, CodingKey {
        case name, description, dimension, normalized, width, height, layers, parameters, preprocessing
        case network, words, text, license, source, exportable
        case networkBytes = "network_bytes"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "normalized": "Whether vectors are scaled to length 1.",
            "width": "Of the network's input, in pixels.", "height": "Of the network's input, in pixels.",
            "layers": "Operations of the image network that have weights.",
            "parameters": "Weights of all its networks.",
            "preprocessing": "How an image becomes the network's input, in words.",
            "network": "The name of the image network's file.",
            "words": "Whether collections of it can be searched by words.",
            "text": "Its text network; left out for a model without one.",
            "exportable": "Whether its network can be downloaded: it is in ONNX.",
        ]
    }

    init(_ facts: ModelFacts, words: Bool) {
        let manifest = facts.manifest
        (name, description) = (manifest.name, manifest.description)
        (dimension, normalized) = (manifest.dimension, manifest.normalize)
        (width, height) = (manifest.input.width, manifest.input.height)
        (layers, parameters) = (manifest.layers, manifest.parameters)
        preprocessing = manifest.preprocessing.sentence
        (network, networkBytes) = (manifest.network, facts.networkBytes)
        self.words = words
        text = facts.text.map {
            Text(
                tokenizer: $0.tokenizer, tokens: $0.tokens, prompts: $0.prompts,
                networkBytes: $0.networkBytes)
        }
        (license, source) = (manifest.license, manifest.source)
        exportable = manifest.network.hasSuffix(".onnx")
    }
}

/// How fast a model is on this server.
struct ModelSpeed: Codable, Sendable, SchemaDocumented {
    var msPerImage: Double
    var precision: Precision

    enum CodingKeys: String, CodingKey {
        case precision
        case msPerImage = "ms_per_image"
    }

    static var propertyDocs: [String: PropertyDoc] {
        [
            "ms_per_image": "On one core of this server: a median.",
            "precision": "What the network computed in.",
        ]
    }

    init(_ speed: ModelService.Speed) {
        (msPerImage, precision) = (speed.milliseconds, speed.precision)
    }
}

/// Whether a model gives the answers that it should.
struct ModelCheckView: Codable, Sendable, SchemaDocumented {
    enum Reference: String, Codable, CaseIterable {
        case stored, f32
    }

    var name: String
    var good: Bool
    var cosine: Double
    var precision: Precision
    var comparedWith: Reference
    var problem: String?

    enum CodingKeys: String, CodingKey {
        case name, good, cosine, precision, problem
        case comparedWith = "compared_with"
    }

    static var schemaName: String? { "ModelCheck" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "cosine": "The least one between an answer and the one that it is compared with.",
            "precision": "What the network computed in.",
            "compared_with": PropertyDoc(
                "`stored`: with the answers of an earlier check. `f32`: with itself in single precision, which is stored now.",
                allowed: Reference.allCases.map(\.rawValue)),
            "problem": "What is wrong and what to do; left out for a good one.",
        ]
    }

    init(_ outcome: ModelCheck.Outcome, of name: String) {
        self.name = name
        good = outcome.isGood
        (cosine, precision) = (outcome.cosine, outcome.precision)
        comparedWith = outcome.isStored ? .stored : .f32
        problem = outcome.problem(of: name)
    }
}
