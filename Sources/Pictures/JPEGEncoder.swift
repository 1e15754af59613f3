internal import CLookalikeJPEG

/// Writes JPEG files.
public enum JPEGEncoder {
    /// Why a picture could not be encoded.
    public enum EncodingError: Error, Equatable, Sendable {
        /// JPEG ends at 65,500 pixels a side.
        case tooLarge
        /// libjpeg-turbo could not encode it, usually for want of memory.
        case failed
    }

    /// A baseline JPEG with subsampled colour (4:2:0).
    /// - Parameter quality: 1...100; clamped.
    public static func encode(_ pixels: PixelBuffer, quality: Int = 85) throws(EncodingError) -> [UInt8] {
        guard max(pixels.width, pixels.height) <= 65_500 else { throw .tooLarge }
        var jpeg: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = pixels.bytes.withUnsafeBufferPointer {
            cjpeg_encode(
                $0.baseAddress, UInt32(pixels.width), UInt32(pixels.height), Int32(min(100, max(1, quality))),
                &jpeg, &count)
        }
        guard status == CJPEG_OK, let jpeg else { throw .failed }
        defer { cjpeg_free(jpeg) }
        return Array(UnsafeBufferPointer(start: jpeg, count: count))
    }
}
