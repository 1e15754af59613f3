/// PyTorch's zip archives: checkpoints (`torch.save`) and TorchScript (`torch.jit.save`).
struct TorchArchive {
    private let archive: ZipArchive
    /// The folder that all members are in, with its slash.
    private let folder: String

    /// - Returns: nil for an archive of another kind.
    init?(_ archive: ZipArchive) throws(WeightFileError) {
        let folders = archive.members.keys.compactMap { name -> Substring? in
            guard let slash = name.firstIndex(of: "/"), name[slash...] == "/data.pkl" else { return nil }
            return name[...slash]
        }
        guard let folder = folders.first else { return nil }
        guard folders.count == 1 else { throw .damaged(detail: "the archive has more than one data.pkl") }
        self.archive = archive
        self.folder = String(folder)
    }

    func read(entry: String?) throws(WeightFileError) -> WeightFile {
        let isScript = archive.members[folder + "constants.pkl"] != nil
        let isBigEndian = try isBigEndian()
        let cursor = try ByteCursor(try section("data.pkl"))
        var machine = PickleMachine(cursor, .storages, allowsModules: isScript)
        let root = try machine.run()
        let values: [NamedValue]
        let ignored: [String]
        if isScript {
            try WeightFile.refuse(entry)
            var modules = ScriptModules(machine.heap)
            try modules.collect(root)
            (values, ignored) = (modules.found, modules.ignored)
        } else {
            var choice = CheckpointChoice(machine.heap)
            values = try choice.weights(in: root, entry: entry)
            ignored = choice.ignored
        }
        let tensors = TorchTensors(heap: machine.heap, isBigEndian: isBigEndian) {
            storage throws(WeightFileError) in try section("data/\(storage.key)")
        }
        return WeightFile(
            format: isScript ? .torchScript : .pytorchZip,
            tensors: try tensors.weights(WrapperPrefixes.strip(values)), ignored: ignored)
    }

    private func section(_ name: String) throws(WeightFileError) -> FileSection {
        guard let member = archive.members[folder + name] else {
            throw .damaged(detail: "the archive has no member \(quoted(folder + name))")
        }
        return try archive.section(member)
    }

    private func isBigEndian() throws(WeightFileError) -> Bool {
        guard archive.members[folder + "byteorder"] != nil else { return false }
        let section = try section("byteorder")
        let order = section.count <= 16 ? String(decoding: try section.allBytes(), as: UTF8.self) : ""
        switch order {
        case "little": return false
        case "big": return true
        default: throw .damaged(detail: "the archive's byte order is neither little nor big")
        }
    }
}
