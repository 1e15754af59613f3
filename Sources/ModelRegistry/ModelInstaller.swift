internal import Foundation
internal import LookalikeArchitectures
public import LookalikeEmbedding
internal import LookalikeONNX
internal import LookalikePictures
internal import LookalikeTokenizers
internal import LookalikeWeights

/// Makes a model's folder of a weight file: the networks in ONNX, the tokenizer's files and `model.json`.
///
///     let installer = ModelInstaller(folder: data.models)
///     let model = try installer.install(entry, from: "resnet50-0676ba61.pth", as: "resnet50")
///
/// A folder appears under its name when it is complete; what a crash leaves begins with `.installing-`.
public struct ModelInstaller: Sendable {
    /// What may be chosen.
    public struct Options: Sendable {
        /// The name of the model; nil for the entry's.
        public var name: String?
        /// One of the entry's recipes; nil for ``RegistryEntry/defaultRecipe``.
        public var recipe: String?
        /// The way to the weights in a checkpoint with several dictionaries, such as `ema/state_dict`.
        public var entry: String?
        /// Further files of the model by their names, such as a tokenizer's; those that are not here are looked for
        /// beside the weights.
        public var files: [String: String] = [:]
        /// Whether only the published file is accepted, not other weights of the architecture.
        public var isOfficial = false
        /// Where the weights come from, for people; nil for the file's name and hash.
        public var source: String?

        /// The entry's own.
        public init() {}
    }

    /// The models folder.
    public let folder: String

    /// - Parameter folder: the models folder, such as `models` of the data folder.
    public init(folder: String) { self.folder = folder }

    /// Installs a model from a weight file of this machine. Blocks for as long as it takes to read and write the weights.
    ///
    /// - Parameters:
    ///   - path: of the weights, in any container that ``/LookalikeWeights/WeightFile/open(_:entry:)`` reads.
    /// - Throws: ``ModelInstallError``; nothing is installed then.
    public func install(
        _ entry: RegistryEntry, from path: String, _ options: Options = Options()
    ) throws(ModelInstallError) -> InstalledModel {
        let (name, recipe, preprocessing) = try choice(entry, options)
        try check(newName: name)
        if options.isOfficial { try check(path, entry.weights) }
        let staging = try Staging(in: folder)
        do {
            var draft = try Draft(entry, path, options, preprocessing, staging)
            draft.manifest.name = name
            let source = try options.source ?? source(entry, path)
            draft.manifest.source = "\(source), \(entry.architecture), \(recipe) preprocessing"
            try staging.finish(draft.manifest, as: name)
            var hashes = [draft.manifest.network: draft.manifest.sha256 ?? ""]
            if let text = draft.manifest.text { hashes[text.network] = text.sha256 }
            VerifiedHashes(folder: "\(folder)/\(name)").record(hashes)
        } catch {
            staging.remove()
            throw .of(error, file: FileName.of(path))
        }
        do {
            return try ModelLibrary.read(folder: "\(folder)/\(name)")
        } catch {
            throw .storage(detail: "The model was installed, and can't be read back: \(error)")
        }
    }

    /// What can be known to be wrong before anything is downloaded or read.
    ///
    /// - Parameter library: models whose names are taken.
    /// - Throws: ``ModelInstallError/unknownRecipe(name:known:)``, ``ModelInstallError/invalidName(_:)``,
    ///   ``ModelInstallError/exists(name:)``.
    public func check(
        _ entry: RegistryEntry, _ options: Options, in library: ModelLibrary
    ) throws(ModelInstallError) {
        let name = try choice(entry, options).name
        try check(newName: name)
        if library.scan().models.contains(where: { $0.manifest.name == name }) { throw .exists(name: name) }
    }

    private func choice(
        _ entry: RegistryEntry, _ options: Options
    ) throws(ModelInstallError) -> (name: String, recipe: String, preprocessing: Preprocessing) {
        let recipe = options.recipe ?? entry.defaultRecipe
        guard let preprocessing = entry.recipes[recipe] else {
            throw .unknownRecipe(name: recipe, known: entry.recipes.keys.sorted())
        }
        return (options.name ?? entry.name, recipe, preprocessing)
    }

    /// Compares a file with what is published.
    ///
    /// - Throws: ``ModelInstallError/wrongHash(file:expected:found:)``.
    func check(_ path: String, _ published: PublishedFile) throws(ModelInstallError) {
        guard let expected = published.sha256 else { return }
        let found = try FileHash.sha256(of: path)
        guard found.hasPrefix(expected) else {
            throw .wrongHash(file: FileName.of(path), expected: expected, found: found)
        }
    }

    /// Where the weights come from, for people.
    private func source(_ entry: RegistryEntry, _ path: String) throws(ModelInstallError) -> String {
        let hash = try FileHash.sha256(of: path)
        let isOfficial = entry.weights.sha256.map(hash.hasPrefix) ?? false
        let origin = isOfficial ? entry.weights.address ?? entry.weights.file : FileName.of(path)
        return "\(origin) (SHA-256 \(hash))"
    }
}

/// What goes into a model's folder.
private struct Draft {
    var manifest: ModelManifest

    init(
        _ entry: RegistryEntry, _ path: String, _ options: ModelInstaller.Options,
        _ preprocessing: Preprocessing, _ staging: Staging
    ) throws {
        let file = try WeightFile.open(path, entry: options.entry)
        let networks = try Architectures.named(entry.architecture).build(from: file)
        let network = "network.onnx"
        try networks.image.write(to: staging.file(network))
        manifest = ModelManifest(
            name: entry.name, network: network, dimension: networks.dimension,
            input: .init(
                name: "image", width: networks.imageSize, height: networks.imageSize, layout: .nchw,
                element: "f32"),
            preprocessing: preprocessing, normalize: entry.normalize)
        manifest.version = 1
        manifest.description = entry.description
        manifest.sha256 = try FileHash.sha256(of: staging.file(network))
        manifest.output = .init(name: "embedding")
        manifest.license = entry.license
        manifest.precision = entry.precision
        manifest.layers = networks.image.layers
        manifest.parameters = networks.image.parameters + (networks.text?.parameters ?? 0)
        // A file without the text tower, such as timm's, gives a model that knows images only.
        guard let text = entry.text, let graph = networks.text else { return }
        try addText(text, graph, entry, path, options, staging)
    }

    private mutating func addText(
        _ text: RegistryEntry.Text, _ graph: Graph, _ entry: RegistryEntry, _ path: String,
        _ options: ModelInstaller.Options, _ staging: Staging
    ) throws {
        let network = "text.onnx"
        try graph.write(to: staging.file(network))
        for name in text.tokenizer.files {
            let published = entry.files?.first { $0.file == name }
            let beside = FileName.folder(of: path) + "/" + name
            let source = options.files[name] ?? beside
            guard FileManager.default.isReadableFile(atPath: source) else {
                let address = published?.address.map { "Download it from \($0) and put it" } ?? "Put it"
                throw ModelInstallError.missingFile(
                    name: "The tokenizer's file \(name)",
                    detail: "\(address) beside the weights, or name it with --file.")
            }
            if let published { try ModelInstaller(folder: staging.path).check(source, published) }
            try staging.copy(source, to: name)
        }
        // Read now, so that a file that can't be used is known before the model is installed.
        _ = try Tokenizers.load(text.tokenizer, folder: staging.path)
        manifest.text = ModelManifest.Text(
            network: network, sha256: try FileHash.sha256(of: staging.file(network)),
            tokenizer: text.tokenizer, prompts: text.prompts, output: .init(name: "embedding"))
    }
}
