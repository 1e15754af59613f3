// swift-tools-version: 6.2
import PackageDescription

/// Third-party files fetched by `scripts/setup` live here, never in git.
let deps = "\(Context.packageDirectory)/.deps"

let swift: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "lookalike",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Lookalike", targets: ["Lookalike"]),
        .executable(name: "lookalike", targets: ["LookalikeCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C: one target a library, imported by one Swift module.
        // Pictures:
        .systemLibrary(
            name: "CGObject", pkgConfig: "gobject-2.0", providers: [.apt(["libvips-dev", "pkg-config"])]),
        .target(name: "CVips", dependencies: ["CGObject"], linkerSettings: [.linkedLibrary("vips")]),
        .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
        .target(name: "CColour", linkerSettings: [.linkedLibrary("lcms2"), .linkedLibrary("z")]),
        .target(name: "CResample", linkerSettings: [.linkedLibrary("m")]),
        // Vectors:
        .target(name: "CVectorKernels"),
        // Files of other tools:
        .systemLibrary(
            name: "CHDF5Library", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev", "pkg-config"])]),
        .target(name: "CHDF5", dependencies: ["CHDF5Library"]),
        // Inference:
        .target(
            name: "COpenVINO", cSettings: [.unsafeFlags(["-I\(deps)/openvino/include"])],
            linkerSettings: [
                .linkedLibrary("openvino_c"),
                .unsafeFlags([
                    "-L\(deps)/openvino/libs", "-Xlinker", "-rpath", "-Xlinker", "\(deps)/openvino/libs",
                ]),
            ]),
        // Assets:
        .target(name: "CAssets"),

        // Swift, each depending on those above it only.
        .target(name: "JSON", swiftSettings: swift),
        .target(name: "WorkThreads", swiftSettings: swift),
        .target(name: "Multipart", swiftSettings: swift),
        .target(name: "OpenAPI", dependencies: ["JSON"], swiftSettings: swift),
        .target(name: "PrometheusMetrics", dependencies: [coreMetrics], swiftSettings: swift),
        .target(name: "DemoCatalogue", swiftSettings: swift),
        .target(
            name: "Pictures", dependencies: ["CColour", "CJPEG", "CVips", "CResample"], swiftSettings: swift),
        .target(name: "Vectors", dependencies: ["CVectorKernels", "WorkThreads"], swiftSettings: swift),
        .target(name: "VectorFormats", dependencies: ["CHDF5", "JSON"], swiftSettings: swift),
        .target(
            name: "Catalogue", dependencies: ["JSON", "WorkThreads", grdb, grdbSQLite], swiftSettings: swift),
        .target(
            name: "Embedding", dependencies: ["Pictures", crypto, deque, metrics, systemPackage],
            swiftSettings: swift),
        .target(name: "Inference", dependencies: ["COpenVINO", "Embedding"], swiftSettings: swift),
        .target(name: "Assets", dependencies: ["CAssets", "Embedding"], swiftSettings: swift),
        .target(
            name: "Engine",
            dependencies: [
                "Catalogue", "Embedding", "JSON", "Pictures", "VectorFormats", "Vectors", "WorkThreads",
                crypto,
                metrics, systemPackage,
            ],
            swiftSettings: swift),
        .target(
            name: "Lookalike",
            dependencies: [
                "Assets", "Catalogue", "Embedding", "Engine", "Inference", "JSON", "Pictures", "Vectors",
            ], swiftSettings: swift),
        .target(name: "Evaluation", dependencies: ["Vectors"], swiftSettings: swift),
        .target(
            name: "Server",
            dependencies: [
                "Assets", "Catalogue", "Embedding", "Engine", "JSON", "Multipart", "OpenAPI", "Pictures",
                "PrometheusMetrics", "Vectors",
                httpTypes, hummingbird, hummingbirdCore, logging, metrics, nioCore, nioHTTP1,
                serviceLifecycle,
            ], swiftSettings: swift),
        .executableTarget(
            name: "LookalikeCommand",
            dependencies: [
                "Assets", "Catalogue", "DemoCatalogue", "Embedding", "Engine", "Evaluation", "Inference",
                "JSON", "Pictures",
                "Server", "VectorFormats", "Vectors", argumentParser, asyncHTTPClient, configuration, logging,
                nioCore, nioHTTP1, systemPackage,
            ], swiftSettings: swift),

        // Tests; none needs @testable, so they run on the product as it is shipped.
        .target(
            name: "TestSupport",
            dependencies: [
                "Catalogue", "Engine", "Inference", "JSON", "Pictures", "Server", "Vectors", asyncHTTPClient,
                httpTypes, logging, nioCore, nioHTTP1,
            ], path: "Tests/Support", swiftSettings: swift),
        .executableTarget(
            name: "EngineWriter", dependencies: ["Engine", "JSON", "TestSupport"],
            path: "Tests/EngineWriter", swiftSettings: swift),
        .testTarget(name: "DemoCatalogueTests", dependencies: ["DemoCatalogue"], swiftSettings: swift),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: swift),
        .testTarget(
            name: "PrometheusMetricsTests", dependencies: ["PrometheusMetrics", metrics],
            swiftSettings: swift),
        .testTarget(name: "MultipartTests", dependencies: ["Multipart"], swiftSettings: swift),
        .testTarget(name: "OpenAPITests", dependencies: ["JSON", "OpenAPI"], swiftSettings: swift),
        .testTarget(name: "PicturesTests", dependencies: ["Pictures"], swiftSettings: swift),
        .testTarget(
            name: "VectorFormatsTests", dependencies: ["JSON", "TestSupport", "VectorFormats"],
            swiftSettings: swift),
        .testTarget(name: "VectorsTests", dependencies: ["TestSupport", "Vectors"], swiftSettings: swift),
        .testTarget(
            name: "CatalogueTests", dependencies: ["Catalogue", "JSON", "TestSupport"], swiftSettings: swift),
        .testTarget(
            name: "EmbeddingTests",
            dependencies: ["Assets", "Embedding", "Engine", "Inference", "Pictures", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "Catalogue", "Embedding", "Engine", "EngineWriter", "JSON", "Pictures", "TestSupport",
                "Vectors",
            ], swiftSettings: swift),
        .testTarget(
            name: "LookalikeTests", dependencies: ["Lookalike", "TestSupport"], swiftSettings: swift),
        .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"], swiftSettings: swift),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Catalogue", "DemoCatalogue", "Embedding", "Engine", "JSON", "OpenAPI", "Pictures", "Server",
                "TestSupport", "VectorFormats", "Vectors", logging,
            ], swiftSettings: swift),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "Engine", "JSON", "LookalikeCommand", "Pictures", "TestSupport", "VectorFormats", crypto,
            ],
            swiftSettings: swift),
        .testTarget(
            name: "BrowserTests", dependencies: ["Engine", "JSON", "Server", "TestSupport", asyncHTTPClient],
            swiftSettings: swift),
        .testTarget(name: "TidyTests", dependencies: ["Assets", "TestSupport"], swiftSettings: swift),
    ],
    cLanguageStandard: .gnu17
)
