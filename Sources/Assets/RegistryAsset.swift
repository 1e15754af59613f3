/// The list of published models, compiled into the program: `Models/registry.json`.
public enum RegistryAsset {
    /// JSON, as the module `ModelRegistry` reads it.
    public static var json: UnsafeRawBufferPointer {
        Asset.all["models/registry.json"]?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0)
    }
}
