import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON
import LookalikePictures
import LookalikeServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct GalleryUploadTests {
    @Test func `The first picture makes the first category`() async throws {
        try await Gallery.open { gallery in
            let answer = try await gallery.upload(1)
            #expect(answer.status == 200)
            #expect(answer.keys == ["image_id", "is_copy", "message", "processing_info"])
            #expect(answer.json["message"]?.stringValue?.isEmpty == false)
            #expect(answer.json["image_id"]?.intValue != nil)
            let info = try #require(answer.json["processing_info"])
            #expect(
                info.objectValue?.keys.sorted() == [
                    "added_to_faiss", "embedding_dimension", "predicted_category", "vector_id",
                ])
            #expect(info["added_to_faiss"] == true)
            #expect(info["embedding_dimension"] == 192)
            #expect(info["vector_id"]?.intValue != nil)
            let categories = try await gallery.get("/categories").json
            #expect(
                categories == [
                    "categories": [
                        [
                            "category_id": info["predicted_category"] ?? nil,
                            "category_name": "Uncategorized", "image_count": 1,
                        ]
                    ]
                ])
        }
    }

    @Test func `The message says what is missing of a cut picture`() async throws {
        try await Gallery.open { gallery in
            let answer = try await gallery.post("/upload", try TestPicture.cutJPEG(seed: 1))
            #expect(answer.status == 200)
            let message = try #require(answer.json["message"]?.stringValue)
            #expect(message.hasPrefix("Image uploaded successfully. The file ends early: "))
        }
    }

    @Test func `Without a category it gets that of the nearest prototype`() async throws {
        try await Gallery.open(categories: [("cats", 1...2), ("dogs", 10...11)]) { gallery in
            // The same colours, drawn a little larger.
            let near = try TestPicture.jpeg(seed: 11, width: 72, height: 56)
            let answer = try await gallery.post("/upload", near)
            #expect(answer.json["processing_info"]?["predicted_category"] == 2)
            let given = try await gallery.post("/upload?category_id=1", try TestPicture.jpeg(seed: 12))
            #expect(given.json["processing_info"]?["predicted_category"] == 1)
            let counts = try await gallery.get("/categories").json["categories"]?.arrayValue?.compactMap {
                $0["image_count"]
            }
            #expect(counts == [3, 3])
        }
    }

    @Test func `A copy is answered with the picture that is there`() async throws {
        try await Gallery.open(categories: [("cats", 1...2), ("dogs", 10...11)]) { gallery in
            let first = try await gallery.upload(20, "?category_id=1")
            let again = try await gallery.upload(20, "?category_id=2")
            #expect(again.status == 200)
            #expect(again.json["image_id"] == first.json["image_id"])
            #expect(again.json["is_copy"] == true)
            #expect(first.json["is_copy"] == false)
            #expect(again.json["message"]?.stringValue?.contains("copy") == true)
            #expect(again.json["processing_info"]?["added_to_faiss"] == false)
            #expect(again.json["processing_info"]?["predicted_category"] == 1)
            #expect(try await gallery.get("/status").json["total_images"] == 5)
        }
    }

    @Test(arguments: ["/upload", "/search", "/search/prototypes"])
    func `What is no picture, or too large, gets 400`(path: String) async throws {
        var settings = GalleryConfiguration()
        settings.maximumUploadBytes = 100_000
        try await Gallery.open(categories: [("cats", 1...2)], settings: settings) { gallery in
            for bytes in [Array("no picture".utf8), [], Array("%PDF-1.4".utf8), Array("<svg/>".utf8)] {
                let answer = try await gallery.post(path, bytes)
                #expect(answer.status == 400)
                #expect(answer.json == ["detail": "File must be an image"])
            }
            let broken = try await gallery.post(path, Array(try TestPicture.jpeg(seed: 1).prefix(20)))
            #expect(broken.status == 400)
            for count in [100_001, 3 << 20] {
                let answer = try await gallery.post(path, [UInt8](repeating: 0, count: count))
                #expect(answer.status == 400)
                #expect(answer.json == ["detail": "File too large"])
            }
            let picture = try TestPicture.jpeg(seed: 1)
            let largest = picture + [UInt8](repeating: 0, count: 100_000 - picture.count)
            #expect(try await gallery.post(path, largest).status == 200)
        }
    }

    @Test func `Ten megabytes are the limit unless told otherwise`() async throws {
        try await Gallery.open { gallery in
            let answer = try await gallery.post("/upload", [UInt8](repeating: 0, count: (10 << 20) + 1))
            #expect(answer.status == 400)
            #expect(answer.json == ["detail": "File too large"])
        }
    }

    @Test(arguments: ["/upload", "/search", "/search/prototypes"])
    func `Without the file it gets 422`(path: String) async throws {
        try await Gallery.open(categories: [("cats", 1...1)]) { gallery in
            let files = [(name: "image", filename: "a.jpg", bytes: try TestPicture.jpeg(seed: 1))]
            for answer in [
                try await gallery.server.form("POST", path, files: []),
                try await gallery.server.form("POST", path, files: files),
                try await gallery.server.form("POST", path, fields: ["file": "x"], files: []),
            ] {
                #expect(answer.status == 422)
                #expect(answer.detail[0]?["loc"] == ["body", "file"])
            }
        }
    }

    @Test func `A category that is none is refused, and nothing is kept`() async throws {
        try await Gallery.open(categories: [("cats", 1...1)]) { gallery in
            for (query, status) in [
                ("?category_id=9", 404), ("?category_id=-1", 404), ("?category_id=cats", 422),
                ("?category_id=99999999999999999999", 422),
            ] {
                let answer = try await gallery.upload(5, query)
                #expect(answer.status == status)
            }
            #expect(try await gallery.get("/status").json["total_images"] == 1)
        }
    }

    @Test func `A picture comes back as it was sent, with its true type`() async throws {
        try await Gallery.open { gallery in
            let pixels = TestPicture.pixels(seed: 3)
            let uploads: [([UInt8], String)] = [
                (try TestPicture.jpeg(seed: 1), "image/jpeg"), (PNGEncoder.encode(pixels), "image/png"),
            ]
            for (bytes, type) in uploads {
                // Whatever it is called.
                let id = try await gallery.post("/upload", bytes, "picture.gif").json["image_id"]
                let answer = try await gallery.get("/images/\(id ?? nil)")
                #expect(answer.status == 200)
                #expect(answer.body == bytes)
                #expect(answer.headers["content-type"] == type)
                #expect(answer.headers["cache-control"]?.contains("max-age") == true)
                let tag = try #require(answer.headers["etag"])
                let again = try await gallery.server.get(
                    "/images/\(id ?? nil)", headers: ["If-None-Match": tag])
                #expect(again.status == 304)
            }
        }
    }

    @Test func `Its record says what is known of it`() async throws {
        try await Gallery.open(categories: [("cats", 1...1)]) { gallery in
            let id = try await gallery.upload(7, "?category_id=1").json["image_id"] ?? nil
            let info = try await gallery.get("/images/\(id)/info")
            #expect(
                info.keys == ["category_id", "category_name", "image_id", "metadata", "similarity_score"])
            #expect(info.json["image_id"] == id)
            #expect(info.json["category_id"] == 1)
            #expect(info.json["category_name"] == "cats")
            #expect(info.json["similarity_score"] == .null)
            #expect(info.json["metadata"]?["filename"] == "7.jpg")
            #expect(info.json["metadata"]?["content_type"] == "image/jpeg")
            #expect(info.json["metadata"]?["width"] == 64)
        }
    }

    @Test func `A picture that is not there is not found`() async throws {
        try await Gallery.open { gallery in
            for _ in 0..<2 {
                for path in ["/images/999", "/images/999/info", "/images/0", "/images/-1"] {
                    let answer = try await gallery.get(path)
                    #expect(answer.status == 404)
                    #expect(answer.json == ["detail": "Image not found"])
                }
                #expect(try await gallery.get("/images/x").status == 422)
                _ = try await gallery.upload(1)
            }
        }
    }

    /// Another system's number may be that of a record here.
    @Test func `A number means one picture`() async throws {
        try await Gallery.open(categories: [("cats", 1...2)]) { gallery in
            let engine = gallery.server.engine
            let collection = try await engine.collection(named: "gallery")
            let taken = try await engine.images(in: collection, after: 0, limit: 9).map(\.recordID)
            var numbers: Set<Int64> = []
            for offset in 1...6 {
                var image = IncomingImage(
                    bytes: try TestPicture.jpeg(seed: UInt64(100 + offset)), name: "imported")
                image.externalID = taken[1] + Int64(4 * offset)
                numbers.insert(try await engine.put(image, in: collection).image.number)
            }
            for seed in 200...230 {
                let id = try #require(try await gallery.upload(UInt64(seed)).json["image_id"]?.intValue)
                #expect(numbers.insert(Int64(id)).inserted)
                #expect(
                    try await gallery.get("/images/\(id)/info").json["metadata"]?["filename"]
                        == .string("\(seed).jpg"))
            }
        }
    }
}
