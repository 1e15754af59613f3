public import LookalikePictures

extension FrameSketch {
    /// A coarse copy of a picture.
    public init(of pixels: PixelBuffer) {
        let coarse = pixels.resized(width: 32, height: 32, interpolation: .bilinear)
        let half = pixels.resized(width: 16, height: 16, interpolation: .bilinear)
        // ITU-R BT.601, full range.
        let luma = Self.channel(of: coarse) { 0.299 * $0 + 0.587 * $1 + 0.114 * $2 }
        let blue = Self.channel(of: half) { 128 - 0.168_736 * $0 - 0.331_264 * $1 + 0.5 * $2 }
        let red = Self.channel(of: half) { 128 + 0.5 * $0 - 0.418_688 * $1 - 0.081_312 * $2 }
        self.init(cells: luma + blue + red)
    }

    /// Whether two frames differ by no more than noise.
    public func isNear(_ other: FrameSketch) -> Bool {
        let change = difference(to: other)
        return change.mean < FrameSelection.nearMean && change.largest < FrameSelection.nearLargest
    }

    private static func channel(
        of pixels: PixelBuffer, _ value: (Double, Double, Double) -> Double
    ) -> [UInt8] {
        stride(from: 0, to: pixels.bytes.count, by: 3).map { place in
            let number = value(
                Double(pixels.bytes[place]), Double(pixels.bytes[place + 1]), Double(pixels.bytes[place + 2]))
            return UInt8(max(0, min(255, number.rounded())))
        }
    }
}
