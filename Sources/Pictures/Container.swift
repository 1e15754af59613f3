/// What our own reading of a file's structure found, before any library sees the file.
///
/// Decoders allocate by what a header says, and some of them read every profile, text and page on the way. So
/// the structure is read here first: sizes are checked against the limits, and where it is simple the file is
/// rewritten to its first picture alone, without anything that does not change a pixel.
struct Container {
    /// As declared; zero sides are refused by the caller.
    var size: PixelSize
    var orientation = Orientation.upright
    /// An estimate of the decoder's working memory.
    var workingBytes: Int
    /// Whether the decoder holds the whole picture at once, whatever size is asked for.
    var isHeldWhole: Bool
    /// `nil`: sRGB, or nothing is said.
    var colours: ColourSource?
    /// TIFF only: what the samples mean.
    var samples: TIFFSamples?
    /// WebP only: which frame of an animation.
    var frame = 0
    /// TIFF only: pages of `rewritten` that are each a band of the picture.
    var planes = 1
    /// GIF only: where the decoded frame lies on a canvas of `size`, if it does not cover it.
    var frameOrigin: (left: Int, top: Int)?
    /// PNG only.
    var isInterlaced = false
    /// Instead of the file, for the decoder.
    var rewritten: [UInt8]?
}

/// `a * b * …`, or `Int.max` where it does not fit.
func clampedProduct(_ factors: Int...) -> Int {
    var product = 1
    for factor in factors {
        let (next, overflows) = product.multipliedReportingOverflow(by: factor)
        if overflows { return .max }
        product = next
    }
    return product
}
