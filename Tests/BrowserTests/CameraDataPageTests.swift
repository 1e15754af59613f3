import Foundation
import LookalikeEngine
import LookalikeJSON
import TestSupport
import Testing

/// What a camera wrote, in the containers that have it elsewhere than JPEG.
extension PageTests {
    private static func little(_ value: Int, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(value >> (8 * $0) & 0xFF) }
    }

    private static func big(_ value: Int, _ size: Int) -> [UInt8] { little(value, size).reversed() }

    /// A TIFF header and a directory with a model of two letters and a date.
    private static let tiff: [UInt8] =
        Array("II".utf8) + little(42, 2) + little(8, 4) + little(2, 2)
        + little(0x110, 2) + little(2, 2) + little(3, 4) + Array("Z9".utf8) + [0, 0]
        + little(0x132, 2) + little(2, 2) + little(20, 4) + little(38, 4) + little(0, 4)
        + Array("2024:05:06 07:08:09".utf8) + [0]

    private static func box(_ name: String, _ body: [UInt8]) -> [UInt8] {
        big(body.count + 8, 4) + Array(name.utf8) + body
    }

    /// - Parameter version: of the box that says where items are.
    private static func heif(version: Int) -> [UInt8] {
        func file(_ place: Int) -> [UInt8] {
            let entry = box("infe", [2, 0, 0, 0] + big(7, 2) + [0, 0] + Array("Exif".utf8) + [0])
            let other = box("infe", [2, 0, 0, 0] + big(6, 2) + [0, 0] + Array("hvc1".utf8) + [0])
            let items = box("iinf", [0, 0, 0, 0] + big(2, 2) + other + entry)
            func extent(_ id: Int, _ place: Int, _ count: Int) -> [UInt8] {
                big(id, 2) + (version > 0 ? [0, 0] : []) + [0, 0] + big(1, 2) + big(place, 4)
                    + big(count, 4)
            }
            let places = box(
                "iloc",
                [UInt8(version), 0, 0, 0, 0x44, 0] + big(2, 2) + extent(6, 4, 8)
                    + extent(7, place, 4 + 6 + tiff.count))
            return box("ftyp", Array("heic".utf8) + big(0, 4))
                + box("meta", [0, 0, 0, 0] + items + places)
        }
        let place = file(0).count + 8
        return file(place) + box("mdat", big(6, 4) + Array("Exif".utf8) + [0, 0] + tiff)
    }

    private static let files: [(name: String, bytes: [UInt8])] = {
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        func riff(_ name: String, _ body: [UInt8]) -> [UInt8] {
            Array(name.utf8) + little(body.count, 4) + body + (body.count % 2 == 0 ? [] : [0])
        }
        let webp = Array("WEBP".utf8) + riff("VP8X", [UInt8](repeating: 0, count: 10))
        return [
            ("png", png + chunk("IHDR", [UInt8](repeating: 0, count: 13)) + chunk("eXIf", tiff)),
            ("webp", riff("RIFF", webp + riff("VP8 ", [1, 2, 3]) + riff("EXIF", tiff))),
            (
                "webp with the mark", riff("RIFF", webp + riff("EXIF", Array("Exif".utf8) + [0, 0] + tiff))
            ),
            ("tiff", tiff), ("heic", heif(version: 0)), ("heic, places of version 1", heif(version: 1)),
        ]
    }()

    private func facts(_ page: Page, _ bytes: [UInt8]) async throws -> [String] {
        try await page.browser.run(
            """
            window.found = null;
            const bytes = Uint8Array.from(atob(arguments[0]), (one) => one.charCodeAt(0));
            import('/app/exif.js').then(({ ofFile }) => ofFile(new Blob([bytes])))
              .then((found) => { window.found = found.map((one) => one.join(': ')); }, (error) => { window.found = [String(error)]; });
            """, .string(Data(bytes).base64EncodedString()))
        try await page.wait("window.found")
        return try await page.value("window.found").arrayValue?.compactMap(\.stringValue) ?? []
    }

    @Test func cameraDataAreReadFromEveryContainer() async throws {
        let page = try await shop.page("/?collection=products")
        for (name, bytes) in Self.files {
            #expect(
                try await facts(page, bytes) == ["Taken: 2024-05-06 07:08:09", "Camera: Z9"], "\(name)")
            // What is cut or damaged has fewer facts, and does no harm.
            for cut in stride(from: 0, to: bytes.count, by: 9) {
                let found = try await facts(page, Array(bytes[..<cut]))
                #expect(
                    found.allSatisfy { $0.hasPrefix("Taken: ") || $0.hasPrefix("Camera: ") },
                    "\(name), \(cut)")
            }
        }
    }

    @Test func theDetailsOfAPNGSayWhatTheCameraWrote() async throws {
        let engine = shop.server.engine
        let collection = try await engine.createCollection(named: "scans")
        let file = Self.png(with: Self.chunk("eXIf", Self.tiff))
        _ = try await engine.put(file, as: "scan", in: collection)
        let page = try await shop.page("/?collection=scans&open=scan")
        try await page.wait("document.querySelector('[data-fact=camera]')?.textContent == 'Z9'")
        try await shop.browser.open("about:blank")
        try await engine.deleteCollection(named: "scans")
    }

    /// A picture of 16 × 16 pixels, with a chunk behind its header.
    private static func png(with chunk: [UInt8]) -> [UInt8] {
        let rows: [UInt8] = (0..<16).flatMap { y -> [UInt8] in
            [0] + (0..<48).map { x -> UInt8 in UInt8((x * 5 + y * 11) % 256) }
        }
        // Stored as they are, in zlib's container.
        var sums = (1, 0)
        for byte in rows {
            sums.0 = (sums.0 + Int(byte)) % 65_521
            sums.1 = (sums.1 + sums.0) % 65_521
        }
        let size = little(rows.count, 2) + little(~rows.count, 2)
        let data: [UInt8] = [0x78, 0x01, 0x01] + size + rows + big(sums.1, 2) + big(sums.0, 2)
        let header: [UInt8] = big(16, 4) + big(16, 4) + [8, 2, 0, 0, 0]
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        file += Self.chunk("IHDR", header)
        file += chunk
        file += Self.chunk("IDAT", data)
        file += Self.chunk("IEND", [])
        return file
    }

    private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
        let all = Array(name.utf8) + body
        let crc = ~all.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in
                crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1
            }
        }
        return big(body.count, 4) + all + big(Int(crc), 4)
    }
}
