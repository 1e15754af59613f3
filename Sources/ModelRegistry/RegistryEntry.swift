public import LookalikeEmbedding
public import LookalikePictures
public import LookalikeTokenizers

/// A published model: where its weights are, what they are, and how images are prepared for them.
public struct RegistryEntry: Sendable, Codable, Equatable {
    /// The name under which it is installed.
    public var name: String
    /// Its network, as ``/LookalikeArchitectures/Architectures/named(_:)`` knows it.
    public var architecture: String
    /// One sentence, for people.
    public var description: String
    /// Numbers per embedding.
    public var dimension: Int
    /// The weights as their makers publish them.
    public var weights: PublishedFile
    /// Further files that go into the model's folder, such as a tokenizer's.
    public var files: [PublishedFile]?
    /// Under which the weights may be used, as an SPDX expression.
    public var license: String
    /// Whether embeddings are L2-normalised.
    public var normalize: Bool
    /// What a network computes in unless the user says otherwise; nil is the fastest that the processor has.
    public var precision: Precision?
    /// From decoded pixels to the network's input, by name: `official` is that of the model's makers, `system` that of the
    /// system that ``systems`` names, where it differs.
    public var recipes: [String: Preprocessing]
    /// The interfaces whose contract names this model.
    public var systems: [String]?
    /// The text tower's tokenizer and prompts; nil for a model that knows images only.
    public var text: Text?

    /// What the registry knows of a text tower; the network comes from the weights.
    public struct Text: Sendable, Codable, Equatable {
        /// Its tokenizer; the files are among ``RegistryEntry/files``.
        public var tokenizer: TokenizerConfiguration
        /// Texts with `{}`, in each of which a text is embedded.
        public var prompts: [String]?
    }

    /// The recipe that an installation takes unless it says another: the system's if there is one.
    public var defaultRecipe: String { recipes["system"] == nil ? "official" : "system" }
}

/// A file that somebody publishes.
public struct PublishedFile: Sendable, Codable, Equatable {
    /// Its name.
    public var file: String
    /// Where its makers publish it; nil if it can't be downloaded as such.
    public var address: String?
    /// Its length; nil if it is not known.
    public var bytes: Int?
    /// In hexadecimal; nil if none is published. Eight digits or more are enough: PyTorch publishes the first eight.
    public var sha256: String?
    /// How to get the file, for people; nil if ``address`` says it.
    public var obtain: String?

    /// A file of which only the name is known.
    public init(file: String) { self.file = file }
}
