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
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
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
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
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
            name: "CLookalikeGObject", path: "Sources/CGObject", pkgConfig: "gobject-2.0",
            providers: [.apt(["libvips-dev", "pkg-config"])]),
        .target(
            name: "CLookalikeVips", dependencies: ["CLookalikeGObject"], path: "Sources/CVips",
            linkerSettings: [.linkedLibrary("vips")]),
        .target(name: "CLookalikeJPEG", path: "Sources/CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
        .target(
            name: "CLookalikeColour", path: "Sources/CColour",
            linkerSettings: [.linkedLibrary("lcms2"), .linkedLibrary("z")]),
        .target(name: "CLookalikeResample", path: "Sources/CResample", linkerSettings: [.linkedLibrary("m")]),
        .target(
            name: "CLookalikeRegistration", path: "Sources/CRegistration",
            linkerSettings: [.linkedLibrary("m")]),
        .target(
            name: "CLookalikeFFmpeg", path: "Sources/CFFmpeg",
            linkerSettings: ["avformat", "avcodec", "avutil", "swscale"].map { .linkedLibrary($0) }),
        // Vectors:
        .target(name: "CLookalikeVectorKernels", path: "Sources/CVectorKernels"),
        // Files of other tools:
        .systemLibrary(
            name: "CLookalikeHDF5Library", path: "Sources/CHDF5Library", pkgConfig: "hdf5",
            providers: [.apt(["libhdf5-dev", "pkg-config"])]),
        .target(name: "CLookalikeHDF5", dependencies: ["CLookalikeHDF5Library"], path: "Sources/CHDF5"),
        .target(name: "CLookalikeZlib", path: "Sources/CZlib", linkerSettings: [.linkedLibrary("z")]),
        // Inference:
        .target(
            name: "CLookalikeOpenVINO", path: "Sources/COpenVINO",
            cSettings: [.unsafeFlags(["-I\(deps)/openvino/include"])],
            linkerSettings: [
                .linkedLibrary("openvino_c"),
                .unsafeFlags([
                    "-L\(deps)/openvino/libs", "-Xlinker", "-rpath", "-Xlinker", "\(deps)/openvino/libs",
                ]),
            ]),
        // Assets:
        .target(name: "CLookalikeAssets", path: "Sources/CAssets"),

        // Swift, each depending on those above it only.
        .target(name: "LookalikeJSON", path: "Sources/JSON", swiftSettings: swift),
        .target(
            name: "LookalikeZlib", dependencies: ["CLookalikeZlib"], path: "Sources/Zlib",
            swiftSettings: swift),
        .target(
            name: "LookalikeFolderWatching", path: "Sources/FolderWatching", swiftSettings: swift),
        .target(name: "LookalikeWorkThreads", path: "Sources/WorkThreads", swiftSettings: swift),
        .target(name: "LookalikeMultipart", path: "Sources/Multipart", swiftSettings: swift),
        .target(
            name: "LookalikeOpenAPI", dependencies: ["LookalikeJSON"], path: "Sources/OpenAPI",
            swiftSettings: swift),
        .target(
            name: "LookalikeLogs", dependencies: [logging], path: "Sources/Logs", swiftSettings: swift),
        .target(
            name: "LookalikeOpenTelemetry",
            dependencies: [asyncHTTPClient, coreMetrics, logging, nioCore, nioHTTP1, tracing],
            path: "Sources/OpenTelemetry", swiftSettings: swift),
        .target(
            name: "LookalikePrometheusMetrics", dependencies: [coreMetrics],
            path: "Sources/PrometheusMetrics", swiftSettings: swift),
        .target(name: "LookalikeDemoCatalogue", path: "Sources/DemoCatalogue", swiftSettings: swift),
        .target(
            name: "LookalikePictures",
            dependencies: [
                "CLookalikeColour", "CLookalikeJPEG", "CLookalikeVips", "CLookalikeResample",
                "CLookalikeRegistration",
            ],
            path: "Sources/Pictures", swiftSettings: swift),
        .target(
            name: "LookalikeVideo", dependencies: ["CLookalikeFFmpeg", "LookalikePictures"],
            path: "Sources/Video", swiftSettings: swift),
        .target(
            name: "LookalikeVectors",
            dependencies: ["CLookalikeVectorKernels", "LookalikeJSON", "LookalikeWorkThreads"],
            path: "Sources/Vectors", swiftSettings: swift),
        .target(
            name: "LookalikeHDF5", dependencies: ["CLookalikeHDF5"], path: "Sources/HDF5",
            swiftSettings: swift),
        .target(
            name: "LookalikeVectorFormats", dependencies: ["LookalikeHDF5", "LookalikeJSON"],
            path: "Sources/VectorFormats", swiftSettings: swift),
        .target(
            name: "LookalikeWeights", dependencies: ["LookalikeHDF5", "LookalikeJSON", "LookalikeZlib"],
            path: "Sources/Weights",
            swiftSettings: swift),
        .target(
            name: "LookalikeONNX", dependencies: ["LookalikeWeights"], path: "Sources/ONNX",
            swiftSettings: swift),
        .target(
            name: "LookalikeQuantization", dependencies: ["LookalikeONNX", "LookalikeWeights"],
            path: "Sources/Quantization", swiftSettings: swift),
        .target(
            name: "LookalikeArchitectures", dependencies: ["LookalikeONNX", "LookalikeWeights"],
            path: "Sources/Architectures", swiftSettings: swift),
        .target(
            name: "LookalikeTokenizers", dependencies: ["LookalikeZlib"], path: "Sources/Tokenizers",
            swiftSettings: swift),
        .target(
            name: "LookalikeCatalogue",
            dependencies: ["LookalikeJSON", "LookalikeWorkThreads", grdb, grdbSQLite],
            path: "Sources/Catalogue", swiftSettings: swift),
        .target(
            name: "LookalikeEmbedding",
            dependencies: [
                "LookalikePictures", "LookalikeTokenizers", crypto, deque, metrics, systemPackage, tracing,
            ],
            path: "Sources/Embedding", swiftSettings: swift),
        .target(
            name: "LookalikeModelRegistry",
            dependencies: [
                "LookalikeArchitectures", "LookalikeEmbedding", "LookalikeONNX", "LookalikePictures",
                "LookalikeTokenizers", "LookalikeWeights", asyncHTTPClient, crypto, nioCore, nioHTTP1,
            ], path: "Sources/ModelRegistry", swiftSettings: swift),
        .target(
            name: "LookalikeFetching",
            dependencies: ["LookalikeWorkThreads", asyncHTTPClient, nioCore, nioHTTP1, nioSSL, tracing],
            path: "Sources/Fetching", swiftSettings: swift),
        .target(
            name: "LookalikeInference",
            dependencies: ["CLookalikeOpenVINO", "LookalikeEmbedding", "LookalikeTokenizers"],
            path: "Sources/Inference", swiftSettings: swift),
        .target(
            name: "LookalikeAssets", dependencies: ["CLookalikeAssets", "LookalikeEmbedding"],
            path: "Sources/Assets", swiftSettings: swift),
        .target(
            name: "LookalikeEvaluation", dependencies: ["LookalikeEmbedding", "LookalikeVectors"],
            path: "Sources/Evaluation", swiftSettings: swift),
        .target(
            name: "LookalikeEngine",
            dependencies: [
                "LookalikeCatalogue", "LookalikeEmbedding", "LookalikeEvaluation", "LookalikeFolderWatching",
                "LookalikeJSON",
                "LookalikePictures", "LookalikeVectorFormats", "LookalikeVectors", "LookalikeVideo",
                "LookalikeWorkThreads",
                crypto,
                metrics, systemPackage, tracing,
            ],
            path: "Sources/Engine", swiftSettings: swift),
        .target(
            name: "Lookalike",
            dependencies: [
                "LookalikeAssets", "LookalikeCatalogue", "LookalikeEmbedding", "LookalikeEngine",
                "LookalikeInference", "LookalikeJSON", "LookalikePictures", "LookalikeVectors",
            ], swiftSettings: swift),
        .target(
            name: "LookalikeModelTools",
            dependencies: [
                "LookalikeCatalogue", "LookalikeEmbedding", "LookalikeEngine", "LookalikeEvaluation",
                "LookalikeModelRegistry", "LookalikeONNX", "LookalikePictures", "LookalikeQuantization",
                "LookalikeTokenizers", "LookalikeWorkThreads",
            ], path: "Sources/ModelTools", swiftSettings: swift),
        .target(
            name: "LookalikeServer",
            dependencies: [
                "LookalikeAssets", "LookalikeCatalogue", "LookalikeEmbedding", "LookalikeEngine",
                "LookalikeEvaluation", "LookalikeFetching", "LookalikeJSON", "LookalikeModelRegistry",
                "LookalikeModelTools", "LookalikeMultipart", "LookalikeOpenAPI", "LookalikePictures",
                "LookalikePrometheusMetrics", "LookalikeVectors", "LookalikeWorkThreads", "LookalikeZlib",
                httpTypes, hummingbird, hummingbirdCore, logging, metrics, nioCore, nioHTTP1,
                serviceLifecycle, tracing,
            ], path: "Sources/Server", swiftSettings: swift),
        .executableTarget(
            name: "LookalikeCommand",
            dependencies: [
                "LookalikeAssets", "LookalikeCatalogue", "LookalikeDemoCatalogue", "LookalikeEmbedding",
                "LookalikeEngine", "LookalikeEvaluation", "LookalikeFetching", "LookalikeInference",
                "LookalikeJSON", "LookalikeLogs", "LookalikeModelRegistry", "LookalikeModelTools",
                "LookalikeOpenTelemetry", "LookalikePictures",
                "LookalikeServer", "LookalikeTokenizers", "LookalikeVectorFormats",
                "LookalikeVectors",
                argumentParser,
                asyncHTTPClient, configuration, logging,
                nioCore, nioHTTP1, systemPackage,
            ], swiftSettings: swift),

        // Tests; none needs @testable, so they run on the product as it is shipped.
        .target(name: "CSpawn", path: "Tests/CSpawn"),
        .target(
            name: "TestSupport",
            dependencies: [
                "CSpawn", "LookalikeAssets", "LookalikeCatalogue", "LookalikeEmbedding", "LookalikeEngine",
                "LookalikeInference", "LookalikeJSON", "LookalikePictures", "LookalikeServer",
                "LookalikeVectors", asyncHTTPClient,
                httpTypes, hummingbird, logging, nioCore, nioHTTP1,
            ], path: "Tests/Support", swiftSettings: swift),
        .executableTarget(
            name: "EngineWriter", dependencies: ["LookalikeEngine", "LookalikeJSON", "TestSupport"],
            path: "Tests/EngineWriter", swiftSettings: swift),
        .testTarget(
            name: "FolderWatchingTests", dependencies: ["LookalikeFolderWatching", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "DemoCatalogueTests", dependencies: ["LookalikeDemoCatalogue"], swiftSettings: swift),
        .testTarget(name: "ZlibTests", dependencies: ["LookalikeZlib"], swiftSettings: swift),
        .testTarget(
            name: "WeightsTests", dependencies: ["LookalikeJSON", "LookalikeWeights", "LookalikeZlib"],
            swiftSettings: swift),
        .testTarget(name: "JSONTests", dependencies: ["LookalikeJSON"], swiftSettings: swift),
        .testTarget(
            name: "LogsTests", dependencies: ["LookalikeJSON", "LookalikeLogs", logging],
            swiftSettings: swift),
        .testTarget(
            name: "OpenTelemetryTests",
            dependencies: [
                "LookalikeJSON", "LookalikeOpenTelemetry", "LookalikePrometheusMetrics", "TestSupport",
                httpTypes,
                hummingbird, logging, nioCore, tracing,
            ], swiftSettings: swift),
        .testTarget(
            name: "PrometheusMetricsTests", dependencies: ["LookalikePrometheusMetrics", metrics],
            swiftSettings: swift),
        .testTarget(name: "MultipartTests", dependencies: ["LookalikeMultipart"], swiftSettings: swift),
        .testTarget(
            name: "OpenAPITests", dependencies: ["LookalikeJSON", "LookalikeOpenAPI"], swiftSettings: swift),
        .testTarget(
            name: "TokenizersTests", dependencies: ["LookalikeTokenizers", "LookalikeZlib"],
            swiftSettings: swift),
        .testTarget(
            name: "PicturesTests", dependencies: ["LookalikePictures", "TestSupport"], swiftSettings: swift),
        .testTarget(
            name: "VideoTests", dependencies: ["LookalikePictures", "LookalikeVideo", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "HDF5Tests", dependencies: ["LookalikeHDF5", "LookalikeZlib"], swiftSettings: swift),
        .testTarget(
            name: "VectorFormatsTests",
            dependencies: ["LookalikeJSON", "TestSupport", "LookalikeVectorFormats"],
            swiftSettings: swift),
        .testTarget(
            name: "VectorsTests", dependencies: ["LookalikeJSON", "LookalikeVectors", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "CatalogueTests", dependencies: ["LookalikeCatalogue", "LookalikeJSON", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "ONNXTests", dependencies: ["LookalikeONNX", "LookalikeWeights"], swiftSettings: swift),
        .target(
            name: "WeightFormula", dependencies: ["LookalikeWeights"], path: "Tests/WeightFormula",
            swiftSettings: swift),
        .testTarget(
            name: "QuantizationTests",
            dependencies: [
                "LookalikeAssets", "LookalikeEmbedding", "LookalikeInference", "LookalikeONNX",
                "LookalikeQuantization", "LookalikeWeights",
            ],
            swiftSettings: swift),
        .testTarget(
            name: "ArchitecturesTests",
            dependencies: [
                "LookalikeArchitectures", "LookalikeEmbedding", "LookalikeInference", "LookalikeONNX",
                "LookalikeWeights", "WeightFormula",
            ],
            swiftSettings: swift),
        .testTarget(
            name: "EmbeddingTests",
            dependencies: [
                "LookalikeAssets", "LookalikeDemoCatalogue", "LookalikeEmbedding", "LookalikeEngine",
                "LookalikeInference", "LookalikePictures", "TestSupport",
            ],
            swiftSettings: swift),
        .testTarget(
            name: "ModelRegistryTests",
            dependencies: [
                "LookalikeArchitectures", "LookalikeAssets", "LookalikeEmbedding", "LookalikeInference",
                "LookalikeModelRegistry", "LookalikePictures", "LookalikeTokenizers", "LookalikeWeights",
                "TestSupport",
                "WeightFormula", crypto, httpTypes, hummingbird, logging, nioCore,
            ], swiftSettings: swift),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "LookalikeCatalogue", "LookalikeEmbedding", "LookalikeEngine", "LookalikeEvaluation",
                "EngineWriter", "LookalikeFolderWatching", "LookalikeJSON", "LookalikePictures",
                "TestSupport",
                "LookalikeVectors",
            ], swiftSettings: swift),
        .testTarget(
            name: "LookalikeTests", dependencies: ["Lookalike", "TestSupport"], swiftSettings: swift),
        .testTarget(
            name: "FetchingTests",
            dependencies: [
                "LookalikeFetching", "TestSupport", hummingbird, hummingbirdTLS, logging, httpTypes, nioCore,
                nioSSL,
            ],
            swiftSettings: swift),
        .testTarget(name: "EvaluationTests", dependencies: ["LookalikeEvaluation"], swiftSettings: swift),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "LookalikeCatalogue", "LookalikeDemoCatalogue", "LookalikeEmbedding", "LookalikeEngine",
                "LookalikeJSON", "LookalikeOpenAPI", "LookalikePictures", "LookalikeServer",
                "TestSupport", "LookalikeVectorFormats", "LookalikeVectors", "LookalikeWeights",
                "LookalikeOpenTelemetry", "LookalikeZlib",
                "WeightFormula", logging,
            ], swiftSettings: swift),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "LookalikeEngine", "LookalikeJSON", "LookalikeCommand", "LookalikePictures", "TestSupport",
                "LookalikeVectorFormats", crypto,
            ],
            swiftSettings: swift),
        .testTarget(
            name: "BrowserTests",
            dependencies: [
                "LookalikeCatalogue", "LookalikeEngine", "LookalikeFetching", "LookalikeJSON",
                "LookalikeServer", "TestSupport",
                "LookalikeWeights", "WeightFormula", asyncHTTPClient,
            ],
            swiftSettings: swift),
        .testTarget(
            name: "TidyTests", dependencies: ["LookalikeAssets", "TestSupport"], swiftSettings: swift),
    ],
    cLanguageStandard: .gnu17
)
