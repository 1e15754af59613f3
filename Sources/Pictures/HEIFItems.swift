/// The items of a HEIF file: coded pictures, pictures put together from others, and metadata.
struct HEIFItems {
    private var types: [Int: String] = [:]
    private var references: [Reference] = []
    private var extentLengths: [Int] = []
    private(set) var largestSize: PixelSize?

    private struct Reference {
        let type: String
        let from: Int
        let to: [Int]
    }

    /// - Parameter boxes: the content of the "meta" box.
    init(_ boxes: [ISOBox]) {
        for box in boxes {
            switch box.type {
            case "iinf": readTypes(box.content)
            case "iref": readReferences(box.content)
            case "iloc": readLocations(box.content)
            case "iprp": readSizes(box.content)
            default: break
            }
        }
    }

    /// How much data all items have together; parts of the file may be named many times.
    func dataBytes(fileSize: Int) -> Int {
        extentLengths.reduce(0) { total, length in
            let (sum, overflows) = total.addingReportingOverflow(length == 0 ? fileSize : length)
            return overflows ? .max : sum
        }
    }

    /// Whether following the references ends, soon: libheif follows them by recursion. A picture may be a grid
    /// of coded pictures, and may have alpha and other helpers, which have none themselves.
    var areSane: Bool {
        let coded: Set = ["hvc1", "av01", "hev1", "jpeg", "mski"]
        var helpers: Set<Int> = []
        var targets: Set<Int> = []
        for reference in references {
            switch reference.type {
            case "dimg":
                // 2048 tiles: phones write about a hundred.
                guard types[reference.from] == "grid" || types[reference.from] == "tmap",
                    reference.to.count <= 2048,
                    reference.to.allSatisfy({
                        coded.contains(types[$0] ?? "") || types[reference.from] == "tmap"
                    })
                else { return false }
            case "auxl", "thmb":
                helpers.insert(reference.from)
                targets.formUnion(reference.to)
            default:
                break
            }
        }
        return helpers.isDisjoint(with: targets)
    }

    private mutating func readTypes(_ content: ByteView) {
        let version = content.byte(at: 0)
        for entry in ISOBox.children(of: content.suffix(from: version == 0 ? 6 : 8))
        where entry.type == "infe" {
            let wide = entry.content.byte(at: 0) == 3
            let id = entry.content.unsigned(at: 4, count: wide ? 4 : 2, .big)
            if let id, let type = entry.content.string(at: wide ? 10 : 8, count: 4) { types[id] = type }
        }
    }

    private mutating func readReferences(_ content: ByteView) {
        let idSize = content.byte(at: 0) == 0 ? 2 : 4
        for box in ISOBox.children(of: content.suffix(from: 4)) {
            guard let from = box.content.unsigned(at: 0, count: idSize, .big),
                let count = box.content.uint16(at: idSize, .big)
            else { continue }
            let to = (0..<count).compactMap {
                box.content.unsigned(at: idSize + 2 + $0 * idSize, count: idSize, .big)
            }
            references.append(Reference(type: box.type, from: from, to: to))
        }
    }

    private mutating func readLocations(_ content: ByteView) {
        guard let version = content.byte(at: 0), let sizes = content.uint16(at: 4, .big) else { return }
        let (offsetSize, lengthSize) = (sizes >> 12, sizes >> 8 & 15)
        let (baseSize, indexSize) = (sizes >> 4 & 15, version == 0 ? 0 : sizes & 15)
        guard [offsetSize, lengthSize, baseSize, indexSize].allSatisfy({ $0 <= 8 }) else { return }
        let idSize = version < 2 ? 2 : 4
        var position = 6 + idSize
        for _ in 0..<(content.unsigned(at: 6, count: idSize, .big) ?? 0) {
            position += idSize + (version == 0 ? 0 : 2) + 2 + baseSize
            guard let extents = content.uint16(at: position, .big) else { return }
            position += 2
            for _ in 0..<extents {
                position += indexSize + offsetSize
                guard let length = content.unsigned(at: position, count: lengthSize, .big) else { return }
                extentLengths.append(length)
                position += lengthSize
            }
        }
    }

    private mutating func readSizes(_ content: ByteView) {
        for box in ISOBox.children(of: content) where box.type == "ipco" {
            for property in ISOBox.children(of: box.content) where property.type == "ispe" {
                guard let width = property.content.uint32(at: 4, .big),
                    let height = property.content.uint32(at: 8, .big)
                else { continue }
                let size = PixelSize(width: width, height: height)
                if size.area >= largestSize?.area ?? 0 { largestSize = size }
            }
        }
    }
}
