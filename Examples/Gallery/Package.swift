// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Gallery",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "lookalike", path: "../..")],
    targets: [
        .executableTarget(
            name: "Gallery", dependencies: [.product(name: "Lookalike", package: "lookalike")])
    ]
)
