internal import LookalikeHDF5

/// Keras 3's form: `layers/CLASS_n/vars/i`, numbered for each class in the model's order. A layer within a layer is a
/// group beside `vars`; a model within a model has `layers` of its own.
struct KerasPositions {
    private let root: HDF5Group
    private let config: KerasConfig?
    private var tensors: [String: WeightTensor] = [:]
    private var ignored: [String] = []

    /// - Parameter config: what gives the layers names; nil for names of positions.
    init(_ root: HDF5Group, _ config: KerasConfig? = nil) {
        self.root = root
        self.config = config
    }

    consuming func file() throws(WeightFileError) -> WeightFile {
        guard root["_layer_checkpoint_dependencies"] == nil else {
            throw .unsupported(
                detail: "the file has the form of Keras 2.12's preview of Keras 3, which is not read; "
                    + "a newer Keras loads it and saves it as .weights.h5")
        }
        try read(root, path: "", name: "", config)
        guard !tensors.isEmpty else {
            throw .unsupported(
                detail:
                    "the HDF5 file is not one of Keras' weights: it has neither layer_names nor layers with vars"
            )
        }
        return WeightFile(
            format: config == nil ? .keras3Weights : .keras3Archive, tensors: tensors, ignored: ignored)
    }

    /// - Parameters:
    ///   - name: what the tensors of the group are called, with a slash behind it; empty for the model.
    ///   - config: what the group's layer is, if that is known.
    private mutating func read(
        _ group: HDF5Group, path: String, name: String, _ config: KerasConfig?
    ) throws(WeightFileError) {
        for member in group.members {
            let place = path + member.name
            switch member {
            case .group(let inner):
                if name.isEmpty && inner.name == "optimizer" || inner.name == "seed_generator" {
                    ignored.append(place)
                } else if inner.name == "vars" {
                    try readVariables(inner, path: place, name: name, config)
                } else if inner.name == "layers" {
                    try readLayers(inner, path: place + "/", name: name, config)
                } else {
                    try read(inner, path: place + "/", name: name + inner.name + "/", nil)
                }
            case .dataset:
                throw .unsupported(
                    detail: "the HDF5 file is not one of Keras' weights: it has a dataset \(quoted(place)), "
                        + "and variables are in groups called vars")
            case .link: throw KerasFile.link(place)
            }
        }
    }

    private mutating func readLayers(
        _ group: HDF5Group, path: String, name: String, _ config: KerasConfig?
    ) throws(WeightFileError) {
        for member in group.members {
            let place = path + member.name
            guard case .group(let layer) = member else { throw KerasFile.link(place) }
            var found: KerasConfig?
            if let layers = config?.layers {
                found = layers[layer.name]
                guard found != nil else {
                    throw .damaged(detail: "config.json has no layer for \(quoted(place)) of the weights")
                }
            }
            try read(layer, path: place + "/", name: name + (found?.name ?? layer.name) + "/", found)
        }
    }

    private mutating func readVariables(
        _ group: HDF5Group, path: String, name: String, _ config: KerasConfig?
    ) throws(WeightFileError) {
        let names = try config?.variables(group.members.count)
        for member in group.members {
            let place = path + "/" + member.name
            guard case .dataset(let dataset) = member else { throw KerasFile.link(place) }
            var variable = dataset.name
            if let names {
                guard let index = Int(variable), names.indices.contains(index), variable == String(index)
                else {
                    throw .damaged(
                        detail: "the weights have \(quoted(place)), and its layer no such variable")
                }
                variable = names[index]
            }
            try KerasFile.add(
                WeightTensor(dataset, name: name + variable, place: quoted(place)), to: &tensors)
        }
    }
}
