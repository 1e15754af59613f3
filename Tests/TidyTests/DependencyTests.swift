import Testing

@Suite(.timeLimit(.minutes(10))) struct DependencyTests {
    let targets: PackageTargets

    init() throws {
        targets = try PackageTargets()
    }

    /// The C libraries, each with the one module that imports it.
    static let wrappers = [
        "CLookalikeAssets": "LookalikeAssets", "CLookalikeColour": "LookalikePictures",
        "CLookalikeFFmpeg": "LookalikeVideo",
        "CLookalikeHDF5": "LookalikeHDF5", "CLookalikeJPEG": "LookalikePictures",
        "CLookalikeOpenVINO": "LookalikeInference",
        "CLookalikeRegistration": "LookalikePictures", "CLookalikeResample": "LookalikePictures",
        "CLookalikeVectorKernels": "LookalikeVectors", "CLookalikeVips": "LookalikePictures",
        "CLookalikeZlib": "LookalikeZlib",
    ]

    @Test func aCLibraryIsImportedByItsWrapperOnly() {
        for file in Repository.swift {
            for (module, line) in file.imports {
                guard let wrapper = Self.wrappers[module] else { continue }
                #expect(file.module == wrapper, "\(file.path):\(line) imports \(module)")
            }
        }
        let known = Set(Self.wrappers.keys).union(["CLookalikeGObject", "CLookalikeHDF5Library"])
        #expect(
            Set(targets.order.filter { $0.hasPrefix("CLookalike") })
                == known)
    }

    @Test func modulesImportOnlyWhatTheManifestSays() {
        for file in Repository.swift where file.path != "Package.swift" {
            // An example is a package of its own, which has only what others have too.
            let isExample = file.path.hasPrefix("Examples/")
            let allowed = isExample ? ["Lookalike"] : targets.reachable(from: file.module)
            for (module, line) in file.imports where targets.dependencies[module] != nil {
                #expect(
                    allowed.contains(module),
                    "\(file.path):\(line) imports \(module), which Package.swift doesn't give it")
            }
        }
    }

    /// C wrappers ← pictures, embedding, index, catalogue ← engine ← server, command line.
    @Test func dependenciesPointOneWay() {
        for (position, name) in targets.order.enumerated() {
            for dependency in targets.dependencies[name] ?? [] {
                guard let other = targets.order.firstIndex(of: dependency) else { continue }
                #expect(
                    other < position,
                    "\(name) depends on \(dependency), which comes after it in Package.swift")
            }
        }
        let below: Set = [
            "LookalikePictures", "LookalikeVectors", "LookalikeVectorFormats", "LookalikeCatalogue",
            "LookalikeEmbedding", "LookalikeFolderWatching", "LookalikeHDF5", "LookalikeInference",
            "LookalikeJSON",
            "LookalikeMultipart", "LookalikeOpenAPI", "LookalikeVideo",
        ]
        for name in below {
            let upwards = targets.dependencies[name, default: []].intersection([
                "LookalikeEngine", "LookalikeServer", "LookalikeCommand", "LookalikeAssets",
            ])
            #expect(upwards.isEmpty, "\(name) depends on \(upwards.sorted())")
        }
        #expect(
            !targets.dependencies["LookalikeEngine", default: []].contains("LookalikeInference"),
            "the engine knows no backend")
    }

    /// Who depends on the library compiles and links neither a server nor a command line.
    @Test func theLibraryNeedsFewPackages() {
        let modules = targets.reachable(from: "Lookalike")
        #expect(modules.isDisjoint(with: ["LookalikeServer", "LookalikeCommand", "TestSupport"]))
        #expect(modules.isSuperset(of: ["LookalikeEngine", "LookalikeInference"]))
        let products = modules.union(["Lookalike"]).reduce(into: Set<String>()) {
            $0.formUnion(targets.products[$1] ?? [])
        }
        #expect(
            products == ["crypto", "deque", "grdb", "grdbSQLite", "metrics", "systemPackage", "tracing"])
    }

    /// What the engine is made of may change without a change for the library's users.
    @Test func theLibraryHasItsOwnTypes() {
        let own: Set = ["Foundation"]
        for file in Repository.swift where file.path.hasPrefix("Sources/Lookalike/") {
            for (number, line) in file.lines.enumerated() {
                guard let module = line.firstMatch(of: /^(?:@\w+ )*public import (?:\w+ )?(\w+)/)?.1 else {
                    continue
                }
                #expect(own.contains(String(module)), "\(file.path):\(number + 1)")
            }
        }
    }

    @Test func noTestLooksBehindTheInterface() {
        for file in Repository.swift
        where file.path.hasPrefix("Tests/") && !file.path.hasPrefix("Tests/TidyTests/") {
            #expect(!file.lines.contains { $0.contains("@testable") }, "\(file.path)")
        }
    }
}
