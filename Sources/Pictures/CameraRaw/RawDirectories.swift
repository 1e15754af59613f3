/// The directories of a raw file that is built like TIFF.
struct RawDirectories {
    /// Directories that are looked at, and levels of those inside others.
    private static let most = 64
    private static let deepest = 3

    private let bytes: ByteView
    private let directories: [TIFFDirectory]

    /// `nil` where the file is an ordinary TIFF, or none.
    init?(_ bytes: ByteView) {
        guard let first = TIFFDirectory(bytes, at: nil, isRaw: true) else { return nil }
        self.bytes = bytes
        var found: [TIFFDirectory] = []
        var seen: Set<Int> = []
        Self.collect(bytes, first.start, &found, &seen, depth: 0)
        directories = found
        guard CameraRaw.hasSignature(bytes) || bytes.has("CR", at: 8) || found.contains(where: Self.isSensor)
        else { return nil }
    }

    private static func collect(
        _ bytes: ByteView, _ start: Int, _ found: inout [TIFFDirectory], _ seen: inout Set<Int>, depth: Int
    ) {
        var next: Int? = start
        while let offset = next, found.count < most, seen.insert(offset).inserted,
            let directory = TIFFDirectory(bytes, at: offset, isRaw: true)
        {
            found.append(directory)
            if depth < deepest {
                for inner in directory.values(.subDirectories, limit: 16) {
                    collect(bytes, inner, &found, &seen, depth: depth + 1)
                }
            }
            next = directory.next
        }
    }

    /// Data of a sensor's colour filters (TIFF/EP), or linear data of one (DNG).
    private static func isSensor(_ directory: TIFFDirectory) -> Bool {
        directory.field(.dngVersion) != nil || [32_803, 34_892].contains(directory.first(.photometric))
    }

    /// The largest preview, turned as the camera says.
    func preview() -> CameraRaw.Preview? {
        var best: (jpeg: ByteView, area: Int)?
        func offer(_ jpeg: ByteView) {
            guard let size = CameraRaw.size(ofJPEG: jpeg), size.area > best?.area ?? 0 else { return }
            best = (jpeg, size.area)
        }
        for directory in directories { for jpeg in jpegs(of: directory) { offer(jpeg) } }
        // Some makers name the place in notes of their own.
        if best == nil { for start in starts() { offer(bytes.suffix(from: start)) } }
        guard let best else { return nil }
        let orientation = directories.first?.first(.orientation).flatMap(Orientation.init)
        return CameraRaw.Preview(jpeg: best.jpeg, orientation: orientation ?? .upright)
    }

    private func jpegs(of directory: TIFFDirectory) -> [ByteView] {
        var found: [ByteView] = []
        if let start = directory.first(.jpegOffset), let count = directory.first(.jpegByteCount),
            let jpeg = bytes.slice(start, count: count)
        {
            found.append(jpeg)
        }
        if [6, 7].contains(directory.first(.compression)), let start = directory.first(.stripOffsets),
            let count = directory.first(.stripByteCounts), let jpeg = bytes.slice(start, count: count)
        {
            found.append(jpeg)
        }
        if let jpeg = directory.data(.jpegFromRaw) { found.append(jpeg) }
        return found
    }

    /// Places where a JPEG may begin; a thousand at most.
    private func starts() -> [Int] {
        var found: [Int] = []
        let raw = bytes.raw
        var place = 0
        while place + 3 < raw.count, found.count < 1_000 {
            if raw[place] == 0xFF, raw[place + 1] == 0xD8, raw[place + 2] == 0xFF { found.append(place) }
            place += 1
        }
        return found
    }
}
