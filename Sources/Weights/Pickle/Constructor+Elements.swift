extension Constructor {
    /// Storages, tensors' types and number formats by their names in `torch`: `FloatStorage`, `FloatTensor`, `float32`.
    static func elements(_ module: String, _ name: String) -> Constructor? {
        guard module == "torch" || module == "torch.cuda" || module == "torch.storage" else { return nil }
        if let elements = numberFormats[name] { return .elementType(elements) }
        if name.hasSuffix("Storage") {
            let kind = String(name.dropLast("Storage".count))
            return storageKinds[kind].map { .storage($0) }
        }
        if name.hasSuffix("Tensor") {
            let kind = String(name.dropLast("Tensor".count))
            return storageKinds[kind].map { _ in .inert("torch.\(name)") }
        }
        return nil
    }

    private static let storageKinds: [String: StorageElements] = [
        "Double": .typed(.float64), "Float": .typed(.float32), "Half": .typed(.float16),
        "BFloat16": .typed(.bfloat16), "Long": .typed(.int64), "Int": .typed(.int32),
        "Short": .typed(.int16), "Char": .typed(.int8), "Byte": .typed(.uint8), "Bool": .typed(.bool),
        "Untyped": .bytes,
        "ComplexDouble": .refused("complex numbers", size: 16),
        "ComplexFloat": .refused("complex numbers", size: 8),
        "QInt8": .refused("quantised numbers"), "QUInt8": .refused("quantised numbers"),
        "QInt32": .refused("quantised numbers", size: 4), "QUInt4x2": .refused("quantised numbers"),
        "QUInt2x4": .refused("quantised numbers"),
    ]

    private static let numberFormats: [String: StorageElements] = {
        var formats = Dictionary(
            uniqueKeysWithValues: ElementType.allCases.map { ($0.rawValue, StorageElements.typed($0)) })
        let refused = [
            "complex32", "complex64", "complex128", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2",
            "float8_e5m2fnuz", "float8_e8m0fnu", "float4_e2m1fn_x2", "qint8", "quint8", "qint32", "quint4x2",
            "quint2x4", "bits8", "bits16", "uint1", "uint2", "uint3", "uint4", "uint5", "uint6", "uint7",
            "int1", "int2", "int3", "int4", "int5", "int6", "int7",
        ]
        for name in refused { formats[name] = .refused("\(name) numbers") }
        return formats
    }()
}
