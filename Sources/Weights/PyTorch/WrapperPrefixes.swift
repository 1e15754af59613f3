/// The prefixes that wrappers of a model put before the names of its tensors: `module.` (`DataParallel`), `_orig_mod.`
/// (`torch.compile`) and `model.` (Lightning).
enum WrapperPrefixes {
    private static let known = ["module.", "_orig_mod.", "model."]
    /// How often `torch.optim.swa_utils.AveragedModel` has averaged, beside the weights that it calls `module.…`.
    private static let counter = "n_averaged"

    /// Takes the prefixes that all names have away, one after the other, whatever their order, and with `module.` the
    /// counter of averages beside it.
    static func strip<Value>(_ values: [(name: String, value: Value)]) -> [(name: String, value: Value)] {
        var values = values
        while let prefix = known.first(where: { begins(values, with: $0) }) {
            values = values.filter { !isCounter($0.name, beside: prefix) }
                .map { (String($0.name.dropFirst(prefix.count)), $0.value) }
        }
        return values
    }

    /// Whether there are names, and all of them have the prefix and more.
    private static func begins<Value>(_ values: [(name: String, value: Value)], with prefix: String) -> Bool {
        let names = values.lazy.map(\.name).filter { !isCounter($0, beside: prefix) }
        return !names.isEmpty
            && names.allSatisfy { $0.utf8.count > prefix.utf8.count && $0.hasPrefix(prefix) }
    }

    private static func isCounter(_ name: String, beside prefix: String) -> Bool {
        prefix == "module." && name == counter
    }
}
