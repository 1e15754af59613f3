import Configuration
import Foundation
import Logging
import LookalikeCatalogue
import LookalikeEmbedding
import LookalikeEngine
import LookalikeFetching
import LookalikeLogs
import LookalikePictures
import LookalikeServer

extension Settings {
    /// The address below which `models pull` finds all files, if they are not to come from their makers.
    var modelMirror: String? { text(.modelMirror).flatMap { $0.isEmpty ? nil : $0 } }

    /// The engine's settings, overridden by flags.
    func engine(dataDirectory: String?) throws -> EngineConfiguration {
        var configuration = EngineConfiguration()
        if let path = dataDirectory ?? text(.dataDir), !path.isEmpty {
            configuration.dataDirectory = path
        } else if DefaultDataFolder().isEarlier {
            Terminal.noteOnce(
                "Using the data folder \(DefaultDataFolder.earlierName) of the current folder; --data-dir or LOOKALIKE_DATA_DIR names another."
            )
        }
        configuration.modelFolders = list(.modelDirs) ?? []
        configuration.defaultModel = text(.model)
        if let device = try value(.device, "auto, cpu, gpu or npu", InferenceDevice.init(rawValue:)) {
            configuration.device = device
        }
        if let precision = try value(.precision, "auto, f32, bf16 or f16", Precision.init(rawValue:)) {
            configuration.precision = precision
        }
        if let bytes = try integer(.maxUploadBytes, in: 1...(1 << 30)) {
            configuration.limits.maximumBytes = bytes
        }
        if let pixels = try integer(.maxPixels, in: 1...1_000_000_000) {
            configuration.limits.maximumPixels = pixels
        }
        if let workers = try integer(.workers, in: 0...256) { configuration.workers = workers }
        if let batch = try integer(.maxBatch, in: 1...128) { configuration.maximumBatch = batch }
        let isShare = { (text: String) in Double(text).flatMap { (0...1).contains($0) ? $0 : nil } }
        if let share = try value(.syncRemovalShare, "a number from 0 to 1", isShare) {
            configuration.removalShare = share
        }
        if let capacity = try integer(.queue, in: 1...100_000) { configuration.queueCapacity = capacity }
        if let seconds = try integer(.queueSeconds, in: 0...600) {
            configuration.queuePatience = .seconds(seconds)
        }
        if let bytes = try integer(.searchCacheBytes, in: 0...(1 << 40)) {
            configuration.searchCacheBytes = bytes
        }
        if let bytes = try integer(.embeddingCacheBytes, in: 0...(1 << 40)) {
            configuration.embeddingCacheBytes = bytes
        }
        if let seconds = try integer(.searchCacheSeconds, in: 0...(1 << 31)) {
            // As in Redis' settings: no limit.
            configuration.searchCacheLifetime = seconds == 0 ? nil : .seconds(seconds)
        }
        return configuration
    }

    /// Fetches images by address; nil unless the settings allow it.
    func fetcher() throws -> ImageFetcher? {
        let isAllowed = try value(.fetchImages, "off or public") { text in
            ["off": false, "public": true][text]
        }
        guard isAllowed ?? false else { return nil }
        let authorities = try value(.fetchAuthorities, "a file of certificates (PEM)") { path in
            let text = try? String(contentsOfFile: path, encoding: .utf8)
            // The message says what is expected, whatever keeps the file from being one.
            return text?.contains("-----BEGIN CERTIFICATE-----") == true ? path : nil
        }
        return ImageFetcher(hosts: Set(list(.fetchHosts) ?? []), authorities: authorities)
    }

    /// The server's settings, overridden by flags.
    func server(host: String?, ports: [Int]?) throws -> LookalikeServerConfiguration {
        var configuration = LookalikeServerConfiguration()
        if let host = host ?? text(.host) { configuration.host = host }
        if let ports = try ports ?? value(.port, "a port, or several, comma-separated", Self.ports) {
            configuration.ports = ports
        }
        if let origins = try list(
            .corsOrigins, "origins such as https://shop.example, or *", LookalikeServerConfiguration.isOrigin
        ) {
            configuration.corsOrigins = origins
        }
        if let names = try list(
            .hosts, "names such as shop.example, or *", LookalikeServerConfiguration.isHostName)
        {
            configuration.hosts = names
        }
        let isOn = { (text: String) in ["gzip": true, "off": false][text] }
        if let compresses = try value(.compression, "gzip or off", isOn) {
            configuration.compressesAnswers = compresses
        }
        configuration.modelMirror = modelMirror
        if let path = text(.backupDir), !path.isEmpty { configuration.backupDirectory = path }
        configuration.settingsOfBackups = asFile()
        configuration.fetcher = try fetcher()
        if let roots = list(.syncRoots) { configuration.syncRoots = roots }
        configuration.watched = try watched()
        if let bytes = try integer(.uploadMemoryBytes, in: (1 << 20)...(1 << 40)) {
            configuration.uploadMemory = bytes
        }
        if let seconds = try integer(.shutdownSeconds, in: 0...3_600) {
            configuration.shutdownPatience = .seconds(seconds)
        }
        if let name = text(.productsCollection) { configuration.products.collection = name }
        // A variable set to nothing is empty.
        if let path = text(.productsDir), !path.isEmpty { configuration.products.directory = path }
        configuration.products.model = text(.productsModel)
        if let name = text(.millionScaleCollection) { configuration.millionScale.collection = name }
        configuration.millionScale.model = text(.millionScaleModel)
        configuration.events = events()
        configuration.gallery = try gallery()
        configuration.companies = try companies()
        return configuration
    }

    /// Which collections a server watches; nil means none.
    private func watched() throws -> WatchedCollections? {
        switch text(.watch)?.lowercased() {
        case nil, "", "0", "false": return nil
        case "1", "true": return .all
        default:
            let names = try list(
                .watch, "1, 0 or names of collections, comma-separated", CollectionName.isValid)
            return .named(Set(names ?? []))
        }
    }

    func logLevel(_ flag: String?) throws -> Logger.Level {
        if let flag, let level = Logger.Level(rawValue: flag) { return level }
        return try value(.logLevel, Self.logLevels, Logger.Level.init(rawValue:))
            ?? .info
    }

    func logFormat() throws -> LogFormat {
        try value(.logFormat, "text or json", LogFormat.init(rawValue:)) ?? .text
    }

    static let logLevels = "trace, debug, info, notice, warning, error or critical"

    /// - Returns: nil if it is not a list of ports, or has a port twice.
    static func ports(_ text: String) -> [Int]? {
        let ports = text.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) }
        guard !ports.isEmpty, ports.allSatisfy({ $0.map((0...65_535).contains) ?? false }) else { return nil }
        let chosen = ports.filter { $0 != 0 }
        guard Set(chosen).count == chosen.count else { return nil }
        return ports.compactMap { $0 }
    }
}
