/// The architectures that can be built. A new one is a file in `Networks/` and a line here.
public enum Architectures {
    /// All of them.
    public static let all: [any Architecture] = [
        ResNet(name: "resnet18", blocks: [2, 2, 2, 2], isBottleneck: false),
        ResNet(name: "resnet34", blocks: [3, 4, 6, 3], isBottleneck: false),
        ResNet(name: "resnet50", blocks: [3, 4, 6, 3], isBottleneck: true),
        ResNet(name: "resnet101", blocks: [3, 4, 23, 3], isBottleneck: true),
    ]

    /// The architecture of this name.
    ///
    /// - Throws: ``ArchitectureError/unknownArchitecture(name:known:)``.
    public static func named(_ name: String) throws(ArchitectureError) -> any Architecture {
        guard let found = all.first(where: { $0.name == name }) else {
            throw .unknownArchitecture(name: name, known: all.map(\.name))
        }
        return found
    }
}
