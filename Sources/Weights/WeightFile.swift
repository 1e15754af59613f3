/// The container format of a weight file.
public enum WeightFormat: String, Sendable, CaseIterable {
    case safetensors
    /// PyTorch 1.6 and newer: a zip archive with a pickle and a file for each storage.
    case pytorchZip = "pytorch-zip"
    /// PyTorch before 1.6: pickles, then the storages.
    case pytorchLegacy = "pytorch-legacy"
    /// PyTorch 0.1: a tar archive.
    case pytorchTar = "pytorch-tar"
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
    public let format: WeightFormat
    /// By name.
    public let tensors: [String: WeightTensor]

    public init(format: WeightFormat, tensors: [String: WeightTensor]) {
        self.format = format
        self.tensors = tensors
    }
}
