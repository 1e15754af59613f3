internal import CLookalikeColour

extension PixelBuffer {
    /// A picture of 16-bit samples in a colour space that is named by its numbers in ITU-T H.273, converted to sRGB. HDR
    /// (PQ and HLG) is compressed into its range. Numbers that are not known count as sRGB.
    ///
    /// - Precondition: the sides are positive and `wideSamples.count == 3 * width * height`.
    public init(width: Int, height: Int, wideSamples: [UInt16], primaries: Int, transfer: Int) {
        precondition(wideSamples.count == 3 * width * height, "RGB takes three samples a pixel")
        let source = ColourSource(primaries: primaries, transfer: transfer)
        guard let transform = ColourTransform.from(source, space: .rgb, isWide: true) else {
            self.init(width: width, height: height, bytes: wideSamples.map { UInt8($0 >> 8) })
            return
        }
        self.init(width: width, height: height) { output in
            wideSamples.withUnsafeBufferPointer {
                ccolour_apply(
                    UnsafeRawPointer(transform.raw), $0.baseAddress, UInt32(width * height),
                    output.baseAddress)
            }
        }
    }
}
