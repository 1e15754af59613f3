internal import LookalikeHDF5

/// Keras 2's form: a group for each layer, listed by the attribute `layer_names`, and in it the datasets that its
/// attribute `weight_names` lists. Lists above 64 KB are split: `layer_names0`, `layer_names1`, …
///
/// In a file of a whole model all this is in the group `model_weights`.
struct KerasNames {
    private let group: HDF5Group
    private let layers: [String]
    private let ignored: [String]
    private static let beside = "optimizer_weights"

    /// nil if the file has another form.
    init?(_ root: HDF5Group) throws(WeightFileError) {
        if case .group(let model)? = root["model_weights"], let layers = Self.list("layer_names", of: model) {
            group = model
            self.layers = layers
            ignored = root.members.map(\.name).filter { $0 != model.name }
        } else if let layers = Self.list("layer_names", of: root) {
            group = root
            self.layers = layers
            ignored = root[Self.beside] == nil ? [] : [Self.beside]
        } else {
            return nil
        }
    }

    func file() throws(WeightFileError) -> WeightFile {
        var left: [String: HDF5Dataset] = [:]
        try Self.collect(group, "", into: &left)
        if !ignored.isEmpty { left = left.filter { !$0.key.hasPrefix(Self.beside + "/") } }
        var tensors: [String: WeightTensor] = [:]
        // Variables of the model itself, outside of all layers.
        let own = "top_level_model_weights"
        for layer in layers + (group[own] == nil || layers.contains(own) ? [] : [own]) {
            for weight in try weights(of: layer) {
                let place = layer + "/" + weight
                guard let dataset = left.removeValue(forKey: place) else {
                    throw .damaged(
                        detail: "weight_names lists \(quoted(place)), which is not there or is listed twice")
                }
                let name = Self.name(weight, of: layer)
                try KerasFile.add(WeightTensor(dataset, name: name, place: quoted(place)), to: &tensors)
            }
        }
        if let name = left.keys.min() {
            throw .damaged(detail: "no weight_names lists \(quoted(name)), which is there")
        }
        return WeightFile(format: .keras2, tensors: try Self.withoutDepthwise(tensors), ignored: ignored)
    }

    private func weights(of layer: String) throws(WeightFileError) -> [String] {
        var group = group
        for part in layer.split(separator: "/") {
            guard case .group(let inner)? = group[String(part)] else {
                throw .damaged(detail: "layer_names lists \(quoted(layer)), which is not there")
            }
            group = inner
        }
        return Self.list("weight_names", of: group) ?? []
    }

    /// A list of text, whole or in numbered pieces; nil if there is none.
    private static func list(_ name: String, of group: HDF5Group) -> [String]? {
        if let list = group.texts[name] { return list }
        var list: [String] = []
        var number = 0
        while let piece = group.texts["\(name)\(number)"] {
            list += piece
            number += 1
        }
        return number == 0 ? nil : list
    }

    /// All datasets, by their paths.
    private static func collect(
        _ group: HDF5Group, _ path: String, into datasets: inout [String: HDF5Dataset]
    ) throws(WeightFileError) {
        for member in group.members {
            switch member {
            case .group(let inner): try collect(inner, path + inner.name + "/", into: &datasets)
            case .dataset(let dataset): datasets[path + dataset.name] = dataset
            case .link(let name): throw KerasFile.link(path + name)
            }
        }
    }

    /// `LAYER/VARIABLE`: without what is around the layer's name, and without ":0".
    private static func name(_ weight: String, of layer: String) -> String {
        var parts = weight.split(separator: "/", omittingEmptySubsequences: false)[...]
        let scope = layer.split(separator: "/", omittingEmptySubsequences: false)
        if let last = parts.dropLast().ranges(of: scope).last { parts = parts[last.upperBound...] }
        let variable = parts.joined(separator: "/")
        return layer + "/" + (variable.hasSuffix(":0") ? String(variable.dropLast(2)) : variable)
    }

    /// Keras 3 calls a depthwise convolution's kernel as any other; a separable one has two.
    private static func withoutDepthwise(
        _ tensors: [String: WeightTensor]
    ) throws(WeightFileError) -> [String: WeightTensor] {
        let (depthwise, pointwise) = ("/depthwise_kernel", "/pointwise_kernel")
        var renamed: [String: WeightTensor] = [:]
        for (name, tensor) in tensors {
            let stem = name.dropLast(depthwise.count)
            let isAlone = name.hasSuffix(depthwise) && tensors[stem + pointwise] == nil
            try KerasFile.add(isAlone ? tensor.renamed(stem + "/kernel") : tensor, to: &renamed)
        }
        return renamed
    }
}
