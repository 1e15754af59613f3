/// The boxes of a HEIF or AVIF file (ISO/IEC 14496-12 and 23008-12), as far as they decide what decoding costs.
enum HEIFContainer {
    /// - Returns: a container whose size is the largest that any part of the picture has: as the container
    ///   declares it, or as the coded pictures themselves do, which is what decoders allocate by. The size of the
    ///   whole is libheif's to find.
    static func inspect(_ bytes: ByteView, format: PictureFormat) throws(PictureError) -> Container {
        // libheif takes the last of several headers, others the first; only one is allowed.
        let boxes = ISOBox.children(of: bytes)
        if let boxes, !boxes.contains(where: { $0.type == "meta" }),
            boxes.contains(where: { $0.type == "moov" })
        {
            throw .unsupportedVariant(format, detail: "a sequence of images only")
        }
        guard let boxes, case let headers = boxes.filter({ $0.type == "meta" }),
            headers.count == 1,
            // "meta" is a full box: four bytes of version and flags come first.
            let parts = ISOBox.children(of: headers[0].content.suffix(from: 4)),
            let items = HEIFItems(parts, file: bytes)
        else {
            throw .damaged(format, detail: "its header can't be read")
        }
        guard items.dataBytes <= 4 * bytes.count + 1 << 20 else {
            throw .damaged(format, detail: "its parts are larger than the file")
        }
        if let coding = items.unsupportedCoding {
            throw .unsupportedVariant(format, detail: "a rare kind of coding (\(coding))")
        }
        guard items.areSane else {
            throw .damaged(format, detail: "its parts refer to each other in circles")
        }
        guard let size = items.largestSize() else {
            throw .damaged(format, detail: "it does not say its size")
        }
        return Container(
            size: size, workingBytes: clampedProduct(size.area, 6), isHeldWhole: true, colours: items.colours)
    }
}

/// A length, a four-letter type and content.
struct ISOBox {
    let type: String
    let content: ByteView

    private static let maximumChildren = 4096

    /// The boxes that `bytes` consists of; stops at the first that is not whole. `nil` where there are too many to
    /// look at: what was not looked at would not be weighed either.
    static func children(of bytes: ByteView) -> [ISOBox]? {
        var boxes: [ISOBox] = []
        var position = 0
        while let length = bytes.uint32(at: position, .big),
            let type = bytes.string(at: position + 4, count: 4)
        {
            guard boxes.count < maximumChildren else { return nil }
            var header = 8
            var size = length
            if length == 1 {  // a 64-bit length follows
                guard let long = bytes.uint64(at: position + 8, .big) else { break }
                (header, size) = (16, long)
            } else if length == 0 {  // to the end
                size = bytes.count - position
            }
            guard size >= header, let content = bytes.slice(position + header, count: size - header) else {
                break
            }
            boxes.append(ISOBox(type: type, content: content))
            position += size
        }
        return boxes
    }
}
