public import LookalikeEmbedding

/// A model that is recognised: its files are those that its manifest names. Its networks are loaded when they are needed.
public struct IdentifiedModel: Sendable {
    /// Where its files are.
    let installed: InstalledModel
    /// What `model.json` says.
    public var manifest: ModelManifest { installed.manifest }
    /// The hashes of its network and preprocessing.
    public let identity: ModelIdentity
    /// As stored in a collection's record.
    let identityText: String

    init(_ installed: InstalledModel, identity: ModelIdentity) {
        self.installed = installed
        self.identity = identity
        identityText = identity.text
    }
}

/// A model that is ready to run.
public struct LoadedModel: Sendable {
    /// The model without its network: what texts need.
    public let identified: IdentifiedModel
    /// The compiled network.
    public let network: any EmbeddingNetwork

    /// What `model.json` says.
    public var manifest: ModelManifest { identified.manifest }
    /// The hashes of its network and preprocessing.
    public var identity: ModelIdentity { identified.identity }
    /// As stored in a collection's record.
    var identityText: String { identified.identityText }

    /// A model with a network that was loaded for it. ``Embedder/model(named:)`` does both; this is for models that are
    /// measured before they are installed.
    public init(_ installed: InstalledModel, identity: ModelIdentity, network: any EmbeddingNetwork) {
        identified = IdentifiedModel(installed, identity: identity)
        self.network = network
    }
}
