/// A class or function that a pickle may name. Nothing is run: each stands for what the machine itself makes.
enum Constructor: Equatable {
    case orderedDictionary
    /// `torch._utils._rebuild_tensor` (version 1), `…_v2`, `…_v3`.
    case rebuildTensor(version: Int)
    /// `_rebuild_parameter` and `_rebuild_parameter_with_state`: the tensor is the first argument.
    case rebuildParameter
    /// `torch._tensor._rebuild_from_type_v2(function, type, arguments, state)`.
    case rebuildFromType
    case storage(StorageElements)
    case elementType(StorageElements)
    /// `torch.Size`, `set` and TorchScript's typed lists: the sequence that is their first argument.
    case sequence
    /// TorchScript's `restore_type_tag(value, type)`.
    case firstArgument
    /// A tensor that is not read.
    case refusedTensor(kind: String)
    /// A class of a TorchScript module.
    case module
    /// A class whose values are no weights.
    case inert(String)
}

/// What the elements of a storage are.
enum StorageElements: Equatable {
    case typed(ElementType)
    /// Bytes, whose meaning is with the tensor.
    case bytes
    /// A number format that is not read: what it is, and bytes of an element in a storage.
    case refused(String, size: Int = 1)

    /// Bytes of an element in a storage.
    var size: Int {
        switch self {
        case .typed(let type): type.size
        case .bytes: 1
        case .refused(_, let size): size
        }
    }
}

extension Constructor {
    /// - Parameter allowsModules: whether the classes of TorchScript modules are known.
    /// - Returns: nil for a name that is not known.
    init?(module: String, name: String, allowsModules: Bool) {
        if allowsModules, module == "__torch__" || module.hasPrefix("__torch__.") {
            self = .module
        } else if module == "torch._utils" || module == "torch._tensor" {
            guard let known = Self.rebuilders[name] else { return nil }
            self = known
        } else if let elements = Self.elements(module, name) {
            self = elements
        } else if let known = Self.known["\(module).\(name)"] {
            self = known
        } else if Self.inertClasses.contains("\(module).\(name)") {
            self = .inert("\(module).\(name)")
        } else {
            return nil
        }
    }

    private static let rebuilders: [String: Constructor] = [
        "_rebuild_tensor": .rebuildTensor(version: 1), "_rebuild_tensor_v2": .rebuildTensor(version: 2),
        "_rebuild_tensor_v3": .rebuildTensor(version: 3),
        "_rebuild_parameter": .rebuildParameter, "_rebuild_parameter_with_state": .rebuildParameter,
        "_rebuild_from_type_v2": .rebuildFromType,
        "_rebuild_sparse_tensor": .refusedTensor(kind: "a sparse tensor"),
        "_rebuild_sparse_csr_tensor": .refusedTensor(kind: "a sparse tensor"),
        "_rebuild_nested_tensor": .refusedTensor(kind: "a nested tensor"),
        "_rebuild_qtensor": .refusedTensor(kind: "a quantised tensor"),
        "_rebuild_meta_tensor_no_storage": .refusedTensor(kind: "a meta tensor, which has no numbers"),
        "_rebuild_device_tensor_from_numpy": .refusedTensor(kind: "a tensor of another device"),
        "_rebuild_device_tensor_from_cpu_tensor": .refusedTensor(kind: "a tensor of another device"),
        "_rebuild_xla_tensor": .refusedTensor(kind: "a tensor of another device"),
        "_rebuild_wrapper_subclass": .refusedTensor(kind: "a tensor of a class of its own"),
        "Tensor": .inert("torch.Tensor"),
    ]

    private static let known: [String: Constructor] = [
        "collections.OrderedDict": .orderedDictionary, "collections.defaultdict": .orderedDictionary,
        "torch.Size": .sequence, "builtins.set": .sequence, "builtins.frozenset": .sequence,
        "__builtin__.set": .sequence, "__builtin__.frozenset": .sequence,
        "torch.jit._pickle.build_intlist": .sequence, "torch.jit._pickle.build_doublelist": .sequence,
        "torch.jit._pickle.build_boollist": .sequence, "torch.jit._pickle.build_tensorlist": .sequence,
        "torch.jit._pickle.restore_type_tag": .firstArgument,
    ]

    /// What checkpoints have beside their tensors, such as the options of a training.
    private static let inertClasses: Set<String> = [
        "_codecs.encode", "argparse.Namespace", "builtins.bytearray", "builtins.complex", "builtins.dict",
        "builtins.float", "builtins.int", "builtins.list", "builtins.slice", "builtins.str",
        "builtins.tuple", "__builtin__.dict", "__builtin__.float", "__builtin__.int", "__builtin__.list",
        "collections.Counter", "collections.deque", "datetime.date", "datetime.datetime",
        "datetime.timedelta", "numpy.core.multiarray._reconstruct", "numpy.core.multiarray.scalar",
        "numpy._core.multiarray._reconstruct", "numpy._core.multiarray.scalar", "numpy.dtype",
        "numpy.ndarray", "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.PurePosixPath",
        "torch.Tensor", "torch.device", "torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer",
        "torch.per_channel_affine", "torch.per_tensor_affine",
        "torch.serialization._get_layout", "torch.torch_version.TorchVersion",
    ]
}
