import Foundation

/// How to translate the settings of each of the five systems.
enum SystemRules {
    static let systems = 1...5

    static func rules(of system: Int) -> [String: Translation.Rule] {
        common.merging(
            [1: productCatalogue, 2: eventPhotos, 3: gallery, 4: multiTenant, 5: millionScale][system] ?? [:]
        ) { $1 }
    }

    private static let port = Translation.number("LOOKALIKE_PORT", 0...65_535)
    private static let host = Translation.setting("LOOKALIKE_HOST")

    private static let common: [String: Translation.Rule] = [
        "API_HOST": host, "API_PORT": port, "HOST": host, "PORT": port,
        "LOG_LEVEL": Translation.word(
            "LOOKALIKE_LOG_LEVEL",
            [
                "trace": "trace", "debug": "debug", "info": "info", "notice": "notice", "warn": "warning",
                "warning": "warning", "error": "error", "critical": "critical", "fatal": "critical",
            ]),
        "CORS_ORIGINS": Translation.list("LOOKALIKE_CORS_ORIGINS"),
        "ALLOWED_ORIGINS": Translation.list("LOOKALIKE_CORS_ORIGINS"),
        "DEVICE": { value in
            ["auto", "cpu", ""].contains(value.lowercased())
                ? .isDefault("Lookalike computes on the CPU")
                : .unusable("Lookalike computes on the CPU")
        },
    ]

    private static let database = Translation.needless("Lookalike keeps its records in LOOKALIKE_DATA_DIR")

    private static let databases: [String: Translation.Rule] = Dictionary(
        uniqueKeysWithValues: [
            "DB_HOST", "DB_PORT", "DB_NAME", "DB_USER", "DB_PASS", "DB_PASSWORD", "DATABASE_URL",
        ]
        .map { ($0, database) })

    private static let productCatalogue: [String: Translation.Rule] = [
        "PRODUCT_IMAGES_DIR": Translation.setting("LOOKALIKE_PRODUCTS_DIR"),
        "BATCH_SIZE": Translation.number("LOOKALIKE_MAX_BATCH", 1...128),
    ]

    private static let eventPhotos = databases

    private static let gallery: [String: Translation.Rule] = databases.merging([
        "MODEL_NAME": Translation.setting("LOOKALIKE_GALLERY_MODEL"),
        "FAISS_INDEX_PATH": Translation.needless("vectors are kept in LOOKALIKE_DATA_DIR"),
        "FAISS_INDEX_TYPE": Translation.word(
            "LOOKALIKE_GALLERY_INDEX",
            ["flatl2": "flat", "flatip": "flat", "flat": "flat", "ivfflat": "ivfflat", "hnsw": "hnsw"]),
        "USE_PROTOTYPE_FILTERING": prototypes,
        "MAX_UPLOAD_SIZE": uploadSize,
        "DEFAULT_SEARCH_LIMIT": Translation.number("LOOKALIKE_GALLERY_SEARCH_LIMIT", 1...50),
    ]) { $1 }

    /// It permits searches to use prototypes if they ask for it, but makes none do so.
    private static let prototypes: Translation.Rule = { value in
        switch value.lowercased() {
        case "true", "1", "yes", "on", "t", "y":
            .isDefault("a search uses prototypes where its request asks for it")
        case "false", "0", "no", "off", "f", "n":
            .unusable("a search uses prototypes where its request asks for it, and that can't be forbidden")
        default: .unusable("it is true or false")
        }
    }

    /// Bytes; a value above our limit raises the limit for all routes.
    private static let uploadSize: Translation.Rule = { value in
        guard let bytes = Int(value), (1...(1 << 30)).contains(bytes) else {
            return .unusable("LOOKALIKE_GALLERY_MAX_UPLOAD_BYTES takes bytes, from 1 to \(1 << 30)")
        }
        let own = (name: "LOOKALIKE_GALLERY_MAX_UPLOAD_BYTES", value: String(bytes))
        let all = (name: "LOOKALIKE_MAX_UPLOAD_BYTES", value: String(bytes))
        return .settings(bytes > 16 << 20 ? [own, all] : [own])
    }

    private static let multiTenant: [String: Translation.Rule] = [
        "FLASK_RUN_HOST": host, "FLASK_RUN_PORT": port,
        "EMBEDDINGS_DIR": Translation.setting("LOOKALIKE_COMPANIES_DIR"),
        "EMBEDDINGS_BASE_DIR": Translation.setting("LOOKALIKE_COMPANIES_DIR"),
        "UPLOAD_FOLDER": Translation.needless("uploads are searched in memory"),
        "FLASK_ENV": Translation.needless("there is no Flask"),
        "FLASK_DEBUG": Translation.needless("there is no Flask"),
        "FLASK_APP": Translation.needless("there is no Flask"),
        "MAX_CONTENT_LENGTH": { value in
            Int(value) == 16 << 20 ? .isDefault("16 MB is the limit") : .unusable("16 MB is the limit")
        },
    ]

    private static let millionScale: [String: Translation.Rule] = [
        "APP_NAME": Translation.needless("it only names the program"),
        "MODEL_NAME": clip,
        "BATCH_SIZE": Translation.number("LOOKALIKE_MAX_BATCH", 1...128),
        "QDRANT_HOST": Translation.needless("Lookalike keeps vectors itself"),
        "QDRANT_PORT": Translation.needless("Lookalike keeps vectors itself"),
        "QDRANT_COLLECTION_NAME": Translation.collection("LOOKALIKE_MILLION_SCALE_COLLECTION"),
        "REDIS_HOST": Translation.needless("Lookalike's cache is its own memory"),
        "REDIS_PORT": Translation.needless("Lookalike's cache is its own memory"),
        "CACHE_TTL": Translation.number("LOOKALIKE_SEARCH_CACHE_SECONDS", 0...(1 << 31)),
    ]

    /// `openai/clip-vit-base-patch32` is our `clip-vit-b-32`, and so on.
    private static let clip: Translation.Rule = { value in
        var name = value.split(separator: "/").last.map(String.init) ?? value
        if let match = name.wholeMatch(of: /clip-vit-(base|large|huge)-patch(\d+)(.*)/) {
            name = "clip-vit-\(match.1.prefix(1))-\(match.2)\(match.3)"
        }
        if name == "clip-vit-b-32" { return .isDefault("the model that is taken where it is installed") }
        guard name.wholeMatch(of: /[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}/) != nil else {
            return .unusable("that can't name a model")
        }
        return .settings([("LOOKALIKE_MILLION_SCALE_MODEL", name)])
    }
}
