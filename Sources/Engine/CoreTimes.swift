internal import LookalikeEmbedding
internal import LookalikePictures

/// The time that each step takes per image on one core. The pipeline can't be faster than the sum of these, divided
/// by the cores.
public struct CoreTimes: Sendable, Codable {
    /// The number of images that were measured.
    public var images: Int
    /// Milliseconds per image.
    public var read: Double
    /// Milliseconds per image, from the file's bytes to pixels.
    public var decode: Double
    /// Milliseconds per image, from pixels to the tensor: resizing, cropping and normalising.
    public var resize: Double
    /// Milliseconds per image in the network, at the size ``batch``.
    public var inference: Double
    /// The batch that the inference was measured with.
    public var batch: Int

    enum CodingKeys: String, CodingKey {
        case images = "pictures"
        case read, decode, resize, inference, batch
    }

    /// Measures each step separately, one after the other, on the calling thread.
    ///
    /// - Throws: ``/LookalikePictures/PictureError``, ``EmbeddingError``, ``FileReadError``.
    public static func measure(_ files: [String], model: LoadedModel) throws -> CoreTimes {
        let clock = ContinuousClock()
        let (manifest, count) = (model.manifest, Double(max(1, files.count)))
        var times = CoreTimes(
            images: files.count, read: 0, decode: 0, resize: 0, inference: 0,
            batch: model.network.batchSizes.last ?? 1)
        var tensors: [[Float]] = []
        for file in files {
            var bytes: [UInt8] = []
            times.read +=
                try clock.measure {
                    bytes = try FileContent.read(file, limit: DecodingLimits().maximumBytes).bytes
                }.milliseconds / count
            var image: DecodedPicture?
            times.decode +=
                try clock.measure {
                    image = try bytes.withUnsafeBytes { try manifest.preprocessing.decode($0) }
                }.milliseconds / count
            var tensor = [Float](repeating: 0, count: manifest.inputCount)
            times.resize +=
                clock.measure {
                    tensor.withUnsafeMutableBufferPointer {
                        manifest.preprocessing.apply(to: image!, into: $0, layout: manifest.input.layout)
                    }
                }.milliseconds / count
            if tensors.count < times.batch { tensors.append(tensor) }
        }
        times.inference = try inference(model, tensors, batch: times.batch, clock)
        return times
    }

    private static func inference(
        _ model: LoadedModel, _ tensors: [[Float]], batch: Int, _ clock: ContinuousClock
    ) throws -> Double {
        guard let first = tensors.first else { return 0 }
        let full = tensors + Array(repeating: first, count: batch - tensors.count)
        _ = try model.network.run(full)
        let rounds = max(5, 400 / batch)
        let time = try clock.measure { for _ in 0..<rounds { _ = try model.network.run(full) } }
        return time.milliseconds / Double(rounds * batch)
    }
}
