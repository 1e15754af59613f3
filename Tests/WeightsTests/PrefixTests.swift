import LookalikeWeights
import Testing

/// Wrappers of a model put prefixes before the names of its tensors. Whoever reads the weights asks for their own names.
@Suite(.timeLimit(.minutes(5))) struct PrefixTests {
    private static func names(_ names: [String]) throws -> [String] {
        let entries = names.enumerated().map { index, name in
            "\"\(name)\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[\(index),\(index + 1)]}"
        }
        let header = "{\(entries.joined(separator: ","))}"
        let scratch = try ScratchFile(
            UInt64(header.utf8.count).littleEndianBytes + header.utf8
                + names.indices.map { UInt8($0) })
        return try WeightFile.open(scratch.path).tensors.keys.sorted()
    }

    @Test(arguments: [
        ["module.a", "module.b.c"], ["_orig_mod.a", "_orig_mod.b.c"], ["model.a", "model.b.c"],
        ["model._orig_mod.a", "model._orig_mod.b.c"], ["module.model.a", "module.model.b.c"],
        ["n_averaged", "module.a", "module.b.c"],
        ["module._orig_mod.a", "n_averaged", "module._orig_mod.b.c"],
        ["_orig_mod.module.a", "_orig_mod.n_averaged", "_orig_mod.module.b.c"],
    ]) func prefixesOfWrappersAreTakenAway(stored: [String]) throws {
        #expect(try Self.names(stored) == ["a", "b.c"])
    }

    @Test(arguments: [
        ["b", "model.a"], ["model.", "model.a"], ["modela", "modelb"], ["a", "n_averaged"], ["n_averaged"],
        ["b", "module.a", "n_averaged"], ["model.a", "n_averaged"],
    ]) func otherNamesStay(stored: [String]) throws {
        #expect(try Self.names(stored) == stored)
    }
}
