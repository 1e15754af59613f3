import Foundation
import LookalikeWeights
import Testing

/// What is not read is refused in a sentence that says why.
@Suite(.timeLimit(.minutes(10))) struct KerasRefusalTests {
    @Test(arguments: [
        ("keras3-quantised.weights.h5", "belongs to a quantised layer"),
        ("keras3-quantised.keras", "one of its class has kernel, bias"),
        ("keras3-sharded.weights.json", "spread over several files"),
        ("layout-newer.h5", "a newer libhdf5 wrote the file"),
        ("hdf5-created.h5", "not one of Keras' weights"),
        ("hdf5-types.h5", "not one of Keras' weights"),
        ("hdf5-links.h5", "is a link to somewhere else"),
        ("hdf5-deep.h5", "its groups are nested too deep"),
    ])
    func filesOfOtherKinds(name: String, reason: String) throws {
        let error = #expect(throws: WeightFileError.self) { try KerasFixture.open(name) }
        guard case .unsupported(let detail) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(detail.contains(reason), "\(detail)")
    }

    @Test func whatWasChangedInAnArchiveIsSeen() throws {
        let file = try KerasFixture("keras3.keras")
        let sound = try file.bytes
        // Member names, in the local header and in the directory.
        let other = try #require(sound.replacing("config.json", by: "konfig.json"))
        try file.write(other)
        #expect(
            throws: WeightFileError.unsupported(
                detail: "the file is a zip archive that is no PyTorch or Keras model")
        ) { try file.open() }
        var renamed = try #require(sound.replacing("\"DepthwiseConv2D\"", by: "\"DepthwiseConv3D\""))
        Damage.repairChecksums(&renamed)
        try file.write(renamed)
        #expect(
            throws: WeightFileError.damaged(
                detail: "config.json has no layer for 'layers/depthwise_conv2d' of the weights")
        ) { try file.open() }
        var broken = try #require(
            sound.replacing("{\"module\": \"keras.layers\"", by: "[\"module\": \"keras.layers\""))
        Damage.repairChecksums(&broken)
        try file.write(broken)
        #expect(throws: WeightFileError.damaged(detail: "the archive's config.json is no JSON")) {
            try file.open()
        }
    }

    @Test func whatTheListsDoNotSayIsSeen() throws {
        let file = try KerasFixture("keras2-weights.h5")
        let sound = try file.bytes
        // In the list only: names of datasets stand alone.
        try file.write(#require(sound.replacing("conv1_bn/moving_mean:0", by: "conv1_bn/moving_meam:0")))
        #expect(
            throws: WeightFileError.damaged(
                detail:
                    "weight_names lists 'conv1_bn/conv1_bn/moving_meam:0', which is not there or is listed twice"
            )
        ) { try file.open() }
        try file.write(#require(sound.replacing("layer_names", by: "layer_nomes")))
        let error = #expect(throws: WeightFileError.self) { try file.open() }
        #expect(error?.description.hasPrefix("the HDF5 file is not one of Keras' weights") == true)
    }
}

extension [UInt8] {
    /// With all occurrences of a text replaced by one of the same length; nil if there is none.
    fileprivate func replacing(_ text: String, by other: String) -> [UInt8]? {
        precondition(text.utf8.count == other.utf8.count)
        let changed = replacing(Array(text.utf8), with: Array(other.utf8))
        return changed == self ? nil : changed
    }
}
