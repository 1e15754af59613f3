/// Canon's CR3: boxes like those of MP4 (ISO/IEC 14496-12). One of its tracks is the picture as a JPEG; a smaller preview lies in a
/// box of Canon's own.
enum CR3Container {
    private static let mostBoxes = 2_000
    /// Of the box that has the previews, and of that which has what the camera says.
    private static let previews: [UInt8] = [
        0xEA, 0xF4, 0x2B, 0x5E, 0x1C, 0x98, 0x4B, 0x88, 0xB9, 0xFB, 0xB7, 0xDC, 0x40, 0x6E, 0x4D, 0x16,
    ]
    private static let camera: [UInt8] = [
        0x85, 0xC0, 0xB6, 0x87, 0x82, 0x0F, 0x11, 0xE0, 0x81, 0x11, 0xF4, 0xCE, 0x46, 0x2B, 0x6A, 0x48,
    ]

    private struct Findings {
        var best: (jpeg: ByteView, area: Int)?
        var orientation: Orientation?
        var boxes = 0
    }

    static func preview(of bytes: ByteView) -> CameraRaw.Preview? {
        var findings = Findings()
        walk(bytes, in: 0..<bytes.count, depth: 0, &findings)
        guard let best = findings.best else { return nil }
        return CameraRaw.Preview(jpeg: best.jpeg, orientation: findings.orientation ?? .upright)
    }

    private static func walk(_ bytes: ByteView, in range: Range<Int>, depth: Int, _ findings: inout Findings)
    {
        var position = range.lowerBound
        while position + 8 <= range.upperBound, findings.boxes < mostBoxes,
            var size = bytes.uint32(at: position, .big), let type = bytes.string(at: position + 4, count: 4)
        {
            findings.boxes += 1
            var header = 8
            if size == 1, let large = bytes.uint64(at: position + 8, .big) { (size, header) = (large, 16) }
            if size == 0 { size = range.upperBound - position }
            guard size >= header, size <= range.upperBound - position else { return }
            visit(bytes, type, position + header..<position + size, depth, &findings)
            position += size
        }
    }

    private static func visit(
        _ bytes: ByteView, _ type: String, _ content: Range<Int>, _ depth: Int, _ findings: inout Findings
    ) {
        guard depth < 8 else { return }
        switch type {
        case "moov", "trak", "mdia", "minf": walk(bytes, in: content, depth: depth + 1, &findings)
        case "stbl": offer(sample(bytes, of: content), &findings)
        case "uuid" where bytes.has(previews, at: content.lowerBound):
            // Eight bytes come before the boxes inside.
            let inside = min(content.lowerBound + 24, content.upperBound)..<content.upperBound
            walk(bytes, in: inside, depth: depth + 1, &findings)
        case "uuid" where bytes.has(camera, at: content.lowerBound):
            let inside = min(content.lowerBound + 16, content.upperBound)..<content.upperBound
            walk(bytes, in: inside, depth: depth + 1, &findings)
        case "PRVW": offer(bytes.slice(content.lowerBound + 16, count: content.count - 16), &findings)
        case "CMT1":
            guard let tiff = bytes.slice(content.lowerBound, count: content.count) else { return }
            findings.orientation = EXIF.orientation(in: tiff)
        default: break
        }
    }

    private static func offer(_ jpeg: ByteView?, _ findings: inout Findings) {
        guard let jpeg, let size = CameraRaw.size(ofJPEG: jpeg), size.area > findings.best?.area ?? 0 else {
            return
        }
        findings.best = (jpeg, size.area)
    }

    /// The first sample of a track, by its table.
    private static func sample(_ bytes: ByteView, of table: Range<Int>) -> ByteView? {
        var (offset, count): (Int?, Int?)
        var position = table.lowerBound
        while position + 8 <= table.upperBound, let size = bytes.uint32(at: position, .big), size >= 8,
            size <= table.upperBound - position, let type = bytes.string(at: position + 4, count: 4)
        {
            // A version, flags and a number come before the first entry.
            switch type {
            case "stsz":
                let uniform = bytes.uint32(at: position + 12, .big)
                count = uniform == 0 ? bytes.uint32(at: position + 20, .big) : uniform
            case "stco": offset = bytes.uint32(at: position + 16, .big)
            case "co64": offset = bytes.uint64(at: position + 16, .big)
            default: break
            }
            position += size
        }
        guard let offset, let count else { return nil }
        return bytes.slice(offset, count: count)
    }
}
