internal import LookalikeOpenAPI

/// How an 8-bit version of a model is made.
struct QuantizationOrder: Codable, Sendable, SchemaDocumented {
    /// Images of the server.
    struct Images: Codable, Sendable, SchemaDocumented {
        var collection: String?
        var folder: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case collection, folder
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseUnknownMembers(CodingKeys.self)
            let container = try decoder.container(keyedBy: CodingKeys.self)
            collection = try container.decodeIfPresent(String.self, forKey: .collection)
            folder = try container.decodeIfPresent(String.self, forKey: .folder)
        }

        static var schemaName: String? { "QuantizationImages" }
        static var propertyDocs: [String: PropertyDoc] {
            [
                "collection": "The images of this collection; its categories are the classes.",
                "folder":
                    "The images below this folder of the server, which clients may name; its folders are the classes.",
            ]
        }
    }

    var calibrate: Images
    var evaluate: Images?
    var maxLoss: Double?
    var name: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case calibrate, evaluate, name
        case maxLoss = "max_loss"
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownMembers(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        calibrate = try container.decode(Images.self, forKey: .calibrate)
        evaluate = try container.decodeIfPresent(Images.self, forKey: .evaluate)
        maxLoss = try container.decodeIfPresent(Double.self, forKey: .maxLoss)
        name = try container.decodeIfPresent(String.self, forKey: .name)
    }

    static var schemaName: String? { "QuantizationOrder" }
    static var propertyDocs: [String: PropertyDoc] {
        [
            "calibrate": "Images like those that will be searched.",
            "evaluate": "Images to compare the two models with; by default those of `calibrate`.",
            "max_loss": "How much of P@1 and P@10 may be lost, from 0 to 1; by default 0.01.",
            "name": "Of the new model; by default the model's with `-int8`.",
        ]
    }
}
