/// The container format of a weight file.
public enum WeightFormat: String, Sendable, CaseIterable {
    /// Hugging Face's format: a header in JSON, then the numbers.
    case safetensors
    /// PyTorch 1.6 and newer: a zip archive with a pickle and a file for each storage.
    case pytorchZip = "pytorch-zip"
    /// PyTorch before 1.6: pickles, then the storages.
    case pytorchLegacy = "pytorch-legacy"
    /// PyTorch 0.1: a tar archive.
    case pytorchTar = "pytorch-tar"
    /// A zip archive of `torch.jit.save`: a whole model, of which the weights are read.
    case torchScript = "torchscript"
    /// Keras 2: HDF5 with the names of layers and weights in attributes.
    case keras2 = "keras-2"
    /// Keras 3's `.weights.h5`.
    case keras3Weights = "keras-3-weights"
    /// Keras 3's `.keras`: a zip archive with such a file.
    case keras3Archive = "keras-3"
}

/// The named tensors of a weight file, of any format that is read.
///
///     let file = try WeightFile.open("resnet50-0676ba61.pth")
///     file.format            // .pytorchLegacy
///     file.tensors.count     // 320
public struct WeightFile: Sendable {
    /// The format that the bytes have.
    public let format: WeightFormat
    /// By name.
    public let tensors: [String: WeightTensor]
    /// What the file holds beside these tensors, by name: `epoch`, `optimizer`. Nothing of it was read. The numbers,
    /// texts and lists of them that a TorchScript module has beside its tensors are not listed.
    public let ignored: [String]

    /// A file, or what stands for one.
    public init(format: WeightFormat, tensors: [String: WeightTensor], ignored: [String] = []) {
        self.format = format
        self.tensors = tensors
        self.ignored = ignored
    }
}
