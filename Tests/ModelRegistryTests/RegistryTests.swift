import LookalikeArchitectures
import LookalikeAssets
import LookalikeEmbedding
import LookalikeModelRegistry
import LookalikePictures
import LookalikeTokenizers
import Testing

/// The list of published models that is part of the program.
@Suite(.timeLimit(.minutes(10))) struct RegistryTests {
    private static let entries: [RegistryEntry] = {
        // A list that can't be read fails every test here.
        (try? ModelRegistry(json: RegistryAsset.json).entries) ?? []
    }()

    @Test func everyModelCanBeBuilt() throws {
        #expect(Self.entries.count >= 15)
        for entry in Self.entries {
            _ = try Architectures.named(entry.architecture)
            #expect(ModelManifest.isValid(name: entry.name))
            #expect(entry.recipes["official"] != nil, "\(entry.name)")
            let sizes = entry.recipes.values.map(\.outputSize)
            #expect(Set(sizes.map { $0?.width }).count == 1, "\(entry.name)")
            #expect(sizes.allSatisfy { $0 != nil && $0?.width == $0?.height }, "\(entry.name)")
            #expect((entry.weights.address == nil) == (entry.weights.obtain != nil), "\(entry.name)")
            let files = Set((entry.files ?? []).map(\.file))
            let needed = Set(entry.text?.tokenizer.files ?? [])
            #expect(needed.isSubset(of: files), "\(entry.name)")
        }
        #expect(Set(Self.entries.map(\.name)).count == Self.entries.count)
        // A mirror has all of them in one folder.
        #expect(Set(Self.entries.map(\.weights.file)).count == Self.entries.count)
    }

    @Test func eachSystemHasItsModel() {
        let systems = Self.entries.reduce(into: [String: [String]]()) { systems, entry in
            for system in entry.systems ?? [] { systems[system, default: []].append(entry.name) }
        }
        #expect(systems["product catalogue"] == ["mobilenet-v1"])
        #expect(systems["event photos"] == ["resnet50-places365"])
        #expect(systems["gallery"]?.contains("resnet50") == true)
        #expect(systems["multi-tenant"] == ["mobilenet-v3-large"])
        #expect(systems["million scale"] == ["clip-vit-b-32"])
    }

    @Test func anUnknownNameIsToldWithThoseThatThereAre() throws {
        let registry = try ModelRegistry(json: RegistryAsset.json)
        let error = #expect(throws: ModelInstallError.self) { try registry.entry(named: "resnet49") }
        #expect("\(try #require(error))".contains("resnet50"))
        #expect(try registry.entry(ofArchitecture: "resnet50").architecture == "resnet50")
        #expect(throws: ModelInstallError.self) { try registry.entry(ofArchitecture: "vgg16") }
    }
}
