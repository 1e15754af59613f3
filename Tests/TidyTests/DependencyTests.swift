import Testing

@Suite struct DependencyTests {
    let targets: PackageTargets

    init() throws {
        targets = try PackageTargets()
    }

    /// The C libraries, each with the one module that imports it.
    static let wrappers = [
        "CAssets": "Assets", "CColour": "Pictures", "CHDF5": "VectorFormats", "CJPEG": "Pictures",
        "COpenVINO": "Inference",
        "CResample": "Pictures",
        "CVectorKernels": "Vectors", "CVips": "Pictures",
    ]

    @Test func aCLibraryIsImportedByItsWrapperOnly() {
        for file in Repository.swift {
            for (module, line) in file.imports {
                guard let wrapper = Self.wrappers[module] else { continue }
                #expect(file.module == wrapper, "\(file.path):\(line) imports \(module)")
            }
        }
        let known = Set(Self.wrappers.keys).union(["CGObject", "CHDF5Library"])
        #expect(
            Set(targets.order.filter { $0.hasPrefix("C") && $0.dropFirst().first?.isUppercase == true })
                == known)
    }

    @Test func modulesImportOnlyWhatTheManifestSays() {
        for file in Repository.swift where file.path != "Package.swift" {
            let allowed = targets.reachable(from: file.module)
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
            "Pictures", "Vectors", "VectorFormats", "Catalogue", "Embedding", "Inference", "JSON",
            "Multipart", "OpenAPI",
        ]
        for name in below {
            let upwards = targets.dependencies[name, default: []].intersection([
                "Engine", "Server", "LookalikeCommand", "Assets",
            ])
            #expect(upwards.isEmpty, "\(name) depends on \(upwards.sorted())")
        }
        #expect(
            !targets.dependencies["Engine", default: []].contains("Inference"), "the engine knows no backend")
    }

    @Test func noTestLooksBehindTheInterface() {
        for file in Repository.swift
        where file.path.hasPrefix("Tests/") && !file.path.hasPrefix("Tests/TidyTests/") {
            #expect(!file.lines.contains { $0.contains("@testable") }, "\(file.path)")
        }
    }
}
