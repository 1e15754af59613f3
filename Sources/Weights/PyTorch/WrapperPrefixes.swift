/// The prefixes that wrappers of a model put before the names of its tensors: `module.` (`DataParallel`) and `_orig_mod.`
/// (`torch.compile`).
enum WrapperPrefixes {
    private static let known = ["module.", "_orig_mod."]

    /// Takes the prefixes that all names have away, one after the other, whatever their order.
    static func strip<Value>(_ values: [(name: String, value: Value)]) -> [(name: String, value: Value)] {
        var values = values
        while let prefix = known.first(where: { prefix in
            values.allSatisfy { $0.name.utf8.count > prefix.utf8.count && $0.name.hasPrefix(prefix) }
        }), !values.isEmpty {
            values = values.map { (String($0.name.dropFirst(prefix.count)), $0.value) }
        }
        return values
    }
}
