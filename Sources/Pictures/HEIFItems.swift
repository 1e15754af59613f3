/// The items of a HEIF file: coded pictures, pictures put together from others, and metadata.
struct HEIFItems {
    private let file: ByteView
    private var types: [Int: String] = [:]
    private var references: [Reference] = []
    private var extents: [Extent] = []
    private var properties: [ISOBox] = []
    private var embeddedData: ByteView?
    private var primary: Int?
    /// Numbers of the properties of an item, from 1 on.
    private var associations: [Int: [Int]] = [:]
    /// Extents may take no bytes at all in the file, so their number is limited.
    private static let maximumExtents = 1 << 14

    private struct Reference {
        let type: String
        let from: Int
        let to: [Int]
    }

    /// A part of an item's data.
    private struct Extent {
        let item: Int
        /// In "idat" rather than in the file.
        let isEmbedded: Bool
        let offset: Int
        /// 0: to the end.
        let length: Int
    }

    /// `nil` where something can't be read: what is not read here, libheif might.
    /// - Parameter boxes: the content of the "meta" box.
    init?(_ boxes: [ISOBox], file: ByteView) {
        self.file = file
        for box in boxes {
            let isReadable =
                switch box.type {
                case "iinf": readTypes(box.content)
                case "iref": readReferences(box.content)
                case "iloc": readLocations(box.content)
                case "iprp": readProperties(box.content)
                default: true
                }
            guard isReadable else { return nil }
            if box.type == "idat" { embeddedData = box.content }
            if box.type == "pitm" {
                primary = box.content.unsigned(at: 4, count: box.content.byte(at: 0) == 0 ? 2 : 4, .big)
            }
        }
    }

    /// How much data all items have together; parts of the file may be named many times.
    var dataBytes: Int {
        extents.reduce(0) { total, extent in
            let (sum, overflows) = total.addingReportingOverflow(
                extent.length == 0 ? file.count : extent.length)
            return overflows ? .max : sum
        }
    }

    /// The type of the primary picture, or of one that it is made of, where it is well known and not read here.
    var unsupportedCoding: String? {
        let unread: Set = [
            "avc1", "j2k1", "jpeg", "vvc1", "evc1", "unci", "lhv1", "iovl", "iden", "tmap", "jxs1",
        ]
        guard let primary, let type = types[primary] else { return nil }
        let parts = references.filter { $0.type == "dimg" && $0.from == primary }.flatMap(\.to).prefix(1)
        return ([type] + parts.compactMap { types[$0] }).first(where: unread.contains)
    }

    /// Whether following the references ends, soon: libheif follows them by recursion. A picture may be a grid
    /// of coded pictures, and may have alpha and other helpers, which have none themselves.
    var areSane: Bool {
        let coded: Set = ["hvc1", "hev1", "av01", "jpeg", "mski"]
        var helpers: Set<Int> = []
        var helped: Set<Int> = []
        for reference in references {
            switch reference.type {
            case "dimg" where types[reference.from] == "tmap":
                break  // a gain map, which libheif does not follow
            case "dimg":
                // 2048 tiles: phones write about a hundred.
                guard types[reference.from] == "grid", reference.to.count <= 2048,
                    reference.to.allSatisfy({ coded.contains(types[$0] ?? "") })
                else { return false }
            case "auxl", "thmb":
                helpers.insert(reference.from)
                helped.formUnion(reference.to)
            default:
                break
            }
        }
        return helpers.isDisjoint(with: helped)
    }

    /// The largest size that the properties declare or the coded pictures have.
    func largestSize() -> PixelSize? {
        var lengthSize = 4
        var sizes = properties.compactMap { property -> PixelSize? in
            switch property.type {
            case "ispe":
                guard let width = property.content.uint32(at: 4, .big),
                    let height = property.content.uint32(at: 8, .big)
                else { return nil }
                return PixelSize(width: width, height: height)
            case "hvcC":
                lengthSize = Int(property.content.byte(at: 21) ?? 3) & 3 + 1
                return HEVCParameterSets.largestSize(inConfiguration: property.content)
            case "av1C":
                return AV1SequenceHeader.largestSize(in: property.content.suffix(from: 4))
            default:
                return nil
            }
        }
        for extent in extents {
            guard let data = data(of: extent) else { continue }
            let size: PixelSize? =
                switch types[extent.item] {
                case "av01": AV1SequenceHeader.largestSize(in: data)
                case "hvc1", "hev1": HEVCParameterSets.largestSize(inData: data, lengthSize: lengthSize)
                default: nil
                }
            if let size { sizes.append(size) }
        }
        return sizes.max { $0.area < $1.area }
    }

    /// What the primary picture says of its colours. Of code points and a profile the latter counts, except beside PQ
    /// and HLG.
    var colours: ColourSource? {
        let numbers = primary.flatMap { associations[$0] } ?? []
        let boxes = numbers.compactMap { properties.indices.contains($0 - 1) ? properties[$0 - 1] : nil }
            .filter { $0.type == "colr" }.map(\.content)
        let points = boxes.first { $0.has("nclx", at: 0) }.flatMap { content -> ColourSource? in
            guard let primaries = content.uint16(at: 4, .big), let transfer = content.uint16(at: 6, .big)
            else { return nil }
            return ColourSource(primaries: primaries, transfer: transfer)
        }
        if let points, points.isHighRange { return points }
        let profile = boxes.first { $0.has("prof", at: 0) || $0.has("rICC", at: 0) }
        return profile.map { ColourSource(profile: Array($0.suffix(from: 4).raw)) } ?? points
    }

    private func data(of extent: Extent) -> ByteView? {
        guard let source = extent.isEmbedded ? embeddedData : file else { return nil }
        let rest = source.suffix(from: extent.offset)
        return extent.length == 0 ? rest : rest.slice(0, count: min(extent.length, rest.count))
    }

    private mutating func readProperties(_ content: ByteView) -> Bool {
        guard let boxes = ISOBox.children(of: content) else { return false }
        for box in boxes where box.type == "ipco" {
            guard let found = ISOBox.children(of: box.content) else { return false }
            properties += found
        }
        for box in boxes where box.type == "ipma" { readAssociations(box.content) }
        return true
    }

    /// Which properties an item has. (A list that ends early is of no harm: it decides about colours only.)
    private mutating func readAssociations(_ content: ByteView) {
        let idSize = content.byte(at: 0) == 0 ? 2 : 4
        let isWide = (content.byte(at: 3) ?? 0) & 1 == 1
        var position = 8
        for _ in 0..<(content.uint32(at: 4, .big) ?? 0) {
            guard let item = content.unsigned(at: position, count: idSize, .big),
                let count = content.byte(at: position + idSize), associations.count < Self.maximumExtents
            else { return }
            position += idSize + 1
            for _ in 0..<count {
                // The upper bit says that the property is essential.
                guard let number = content.unsigned(at: position, count: isWide ? 2 : 1, .big) else { return }
                associations[item, default: []].append(number & (isWide ? 0x7FFF : 0x7F))
                position += isWide ? 2 : 1
            }
        }
    }

    private mutating func readTypes(_ content: ByteView) -> Bool {
        let content = content.suffix(from: content.byte(at: 0) == 0 ? 6 : 8)
        guard let entries = ISOBox.children(of: content) else { return false }
        for entry in entries where entry.type == "infe" {
            let wide = entry.content.byte(at: 0) == 3
            let id = entry.content.unsigned(at: 4, count: wide ? 4 : 2, .big)
            if let id, let type = entry.content.string(at: wide ? 10 : 8, count: 4) { types[id] = type }
        }
        return true
    }

    private mutating func readReferences(_ content: ByteView) -> Bool {
        let idSize = content.byte(at: 0) == 0 ? 2 : 4
        guard let boxes = ISOBox.children(of: content.suffix(from: 4)) else { return false }
        for box in boxes {
            guard let from = box.content.unsigned(at: 0, count: idSize, .big),
                let count = box.content.uint16(at: idSize, .big)
            else { continue }
            let to = (0..<min(count, box.content.count / idSize)).compactMap {
                box.content.unsigned(at: idSize + 2 + $0 * idSize, count: idSize, .big)
            }
            references.append(Reference(type: box.type, from: from, to: to))
        }
        return true
    }

    private mutating func readLocations(_ content: ByteView) -> Bool {
        guard let version = content.byte(at: 0), let sizes = content.uint16(at: 4, .big) else { return false }
        let (offsetSize, lengthSize) = (sizes >> 12, sizes >> 8 & 15)
        let (baseSize, indexSize) = (sizes >> 4 & 15, version == 0 ? 0 : sizes & 15)
        guard [offsetSize, lengthSize, baseSize, indexSize].allSatisfy({ $0 <= 8 }) else { return false }
        let idSize = version < 2 ? 2 : 4
        guard let itemCount = content.unsigned(at: 6, count: idSize, .big) else { return false }
        var position = 6 + idSize
        for _ in 0..<itemCount {
            guard let item = content.unsigned(at: position, count: idSize, .big) else { return false }
            position += idSize
            var isEmbedded = false
            if version > 0 {
                isEmbedded = content.uint16(at: position, .big).map { $0 & 15 == 1 } ?? false
                position += 2
            }
            guard let base = content.unsigned(at: position + 2, count: baseSize, .big),
                let count = content.uint16(at: position + 2 + baseSize, .big)
            else { return false }
            position += 4 + baseSize
            guard extents.count + count <= Self.maximumExtents else { return false }
            for _ in 0..<count {
                position += indexSize
                guard let offset = content.unsigned(at: position, count: offsetSize, .big),
                    let length = content.unsigned(at: position + offsetSize, count: lengthSize, .big)
                else { return false }
                let (start, overflows) = base.addingReportingOverflow(offset)
                if overflows { return false }
                extents.append(Extent(item: item, isEmbedded: isEmbedded, offset: start, length: length))
                position += offsetSize + lengthSize
            }
        }
        return true
    }
}
