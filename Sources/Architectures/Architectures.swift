/// The architectures that can be built. A new one is a file in `Networks/` and a line here.
public enum Architectures {
    /// All of them.
    public static let all: [any Architecture] = [
        MobileNetV1(),
        MobileNetV2(),
        MobileNetV3.small,
        MobileNetV3.large,
        ResNet(name: "resnet18", blocks: [2, 2, 2, 2], isBottleneck: false),
        ResNet(name: "resnet34", blocks: [3, 4, 6, 3], isBottleneck: false),
        ResNet(name: "resnet50", blocks: [3, 4, 6, 3], isBottleneck: true),
        ResNet(name: "resnet101", blocks: [3, 4, 23, 3], isBottleneck: true),
        EfficientNet(),
        EfficientNetLite(name: "efficientnet-lite0", width: 1, depth: 1, size: 224),
        EfficientNetLite(name: "efficientnet-lite1", width: 1, depth: 1.1, size: 240),
        EfficientNetLite(name: "efficientnet-lite2", width: 1.1, depth: 1.2, size: 260),
        EfficientNetLite(name: "efficientnet-lite3", width: 1.2, depth: 1.4, size: 280),
        EfficientNetLite(name: "efficientnet-lite4", width: 1.4, depth: 1.8, size: 300),
    ] + CLIP.published + SigLIP.published + DINOv2.published

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
