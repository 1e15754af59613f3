import Configuration

/// All settings, by their names in a settings file: the single list against which files and environment variables are
/// checked.
enum Setting: String, CaseIterable {
    case backupDir
    case compression
    case corsOrigins
    case dataDir
    case device
    case embeddingCacheBytes
    case fetchAuthorities
    case fetchHosts
    case fetchImages
    case host
    case hosts
    case logFormat
    case logLevel
    case maxBatch
    case maxPixels
    case maxUploadBytes
    case model
    case modelDirs
    case modelMirror
    case port
    case precision
    case queue
    case queueSeconds
    case searchCacheBytes
    case searchCacheSeconds
    case shutdownSeconds
    case syncRemovalShare
    case syncRoots
    case uploadMemoryBytes
    case watch
    case workers

    case companiesCollections = "companies.collections"
    case companiesDir = "companies.dir"
    case companiesModel = "companies.model"
    case companiesOpen = "companies.open"
    case companiesOpenBytes = "companies.openBytes"
    case eventsCollection = "events.collection"
    case eventsModel = "events.model"
    case galleryCollection = "gallery.collection"
    case galleryIndex = "gallery.index"
    case galleryMaxUploadBytes = "gallery.maxUploadBytes"
    case galleryModel = "gallery.model"
    case gallerySearchLimit = "gallery.searchLimit"
    case galleryUsePrototypes = "gallery.usePrototypes"
    case millionScaleCollection = "millionScale.collection"
    case millionScaleModel = "millionScale.model"
    case productsCollection = "products.collection"
    case productsDir = "products.dir"
    case productsModel = "products.model"

    var key: ConfigKey { ConfigKey(rawValue) }

    /// The prefix of all variables.
    static let prefix = "LOOKALIKE_"

    /// Variables that have no equivalent in a file.
    static let otherVariables = [prefix + "CONFIG"]

    /// The environment variable of the setting, such as `LOOKALIKE_PRODUCTS_DIR`.
    var variable: String {
        rawValue.reduce(into: Self.prefix) { name, character in
            if character.isUppercase { name += "_" }
            name += character == "." ? "_" : character.uppercased()
        }
    }

    /// Permitted names in a settings file: those of settings, and those of sections with the names permitted in them.
    static let namesInFiles: [String: Set<String>] = allCases.reduce(into: [:]) { names, setting in
        let parts = setting.rawValue.split(separator: ".").map(String.init)
        names[parts[0], default: []].formUnion(parts.dropFirst())
    }
}
