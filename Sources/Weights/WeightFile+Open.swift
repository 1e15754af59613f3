extension WeightFile {
    /// Reads what tensors a file has; their numbers are read when they are asked for, from the file, which must stay as
    /// it is until then. The format is told by the bytes, never by the name.
    ///
    /// Of a PyTorch checkpoint with other things beside the weights, the only dictionary with tensors in it is taken, not
    /// counting what is of the training (`optimizer`, `scheduler`, `scaler`, `amp`, `rng_state` and the like). The prefixes
    /// `module.`, `_orig_mod.` and `model.` are taken away where all names have them, and `n_averaged` beside `module.`. A
    /// tensor may have as many elements as its storage, or if it is expanded (a stride of 0) 16 times that, or 65,536.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - entry: the way to the dictionary of weights in a PyTorch checkpoint, for one with several: names with `/`
    ///     between them, such as `ema` or `ema/state_dict`; empty for the outermost one.
    /// - Throws: ``WeightFileError``. No tensor is left out silently: one that can't be read is an error that names it.
    public static func open(_ path: String, entry: String? = nil) throws(WeightFileError) -> WeightFile {
        let file = try InputFile(path)
        let start = try file.bytes(at: 0, count: min(file.size, 512))
        if SafetensorsFile.isHeader(start, fileSize: file.size) {
            try refuse(entry)
            return try SafetensorsFile.read(file)
        }
        if start.starts(with: ZipArchive.signature) { return try open(try ZipArchive(file), entry: entry) }
        if LegacyStream.isPickle(start) { return try LegacyStream.read(file, entry: entry) }
        if TarArchive.isHeader(start) { return try TarCheckpoint(try TarArchive(file)).read(entry: entry) }
        if try KerasFile.isHDF5(file) { return try KerasFile.open(path) }
        if KerasShards.isList(start) { throw .shardedKeras }
        throw .unknownFormat
    }

    /// Only a checkpoint of PyTorch has dictionaries to choose from.
    static func refuse(_ entry: String?) throws(WeightFileError) {
        if let entry {
            throw .unsupported(
                detail: "the file is no PyTorch checkpoint, so it has no dictionary \(quoted(entry))")
        }
    }

    private static func open(_ archive: ZipArchive, entry: String?) throws(WeightFileError) -> WeightFile {
        if let checkpoint = try TorchArchive(archive) { return try checkpoint.read(entry: entry) }
        if KerasArchive.isOne(archive) { return try KerasArchive.open(archive) }
        throw .unsupported(detail: "the file is a zip archive that is no PyTorch or Keras model")
    }
}
