import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikeServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct GallerySearchTests {
    private static let categories: [(name: String, seeds: ClosedRange<UInt64>)] = [
        ("cats", 1...4), ("dogs", 11...14), ("owls", 21...24), ("bats", 31...34),
    ]

    @Test func `The best comes first, with the contract's fields`() async throws {
        try await Gallery.open(categories: Self.categories) { gallery in
            let answer = try await gallery.search(12)
            #expect(answer.status == 200)
            #expect(
                answer.keys == [
                    "prototype_categories", "query_info", "search_time", "similar_images",
                    "used_prototype_filtering",
                ])
            #expect(
                answer.json["query_info"]?.objectValue?.keys.sorted() == [
                    "content_type", "embedding_dimension", "filename",
                ])
            #expect(answer.json["query_info"]?["filename"] == "query.jpg")
            #expect(answer.json["query_info"]?["embedding_dimension"] == 192)
            #expect(answer.json["prototype_categories"] == .null)
            #expect(answer.json["used_prototype_filtering"] == false)
            #expect((answer.json["search_time"]?.doubleValue ?? 0) > 0)
            #expect(answer.headers["x-lookalike-model"] == "tiny")
            let images = answer.json["similar_images"]?.arrayValue ?? []
            #expect(images.count == 10)
            #expect(
                images[0].objectValue?.keys.sorted() == [
                    "category_id", "category_name", "image_id", "metadata", "similarity_score",
                ])
            #expect(images[0]["category_name"] == "dogs")
            #expect(images[0]["metadata"]?["filename"] == "12.jpg")
            #expect(abs((images[0]["similarity_score"]?.doubleValue ?? 0) - 1) < 1e-5)
            let scores = images.compactMap { $0["similarity_score"]?.doubleValue }
            #expect(scores == scores.sorted(by: >))
            #expect((scores.last ?? 1) < 0.99)
        }
    }

    @Test func `With prototypes as many are found as are asked for`() async throws {
        try await Gallery.open(categories: Self.categories) { gallery in
            let few = try await gallery.search(12, "?use_prototypes=true&prototype_limit=1&limit=4")
            #expect(few.json["used_prototype_filtering"] == true)
            let searched = few.json["prototype_categories"]?.arrayValue ?? []
            #expect(searched.count == 1)
            let images = few.json["similar_images"]?.arrayValue ?? []
            #expect(images.count == 4)
            #expect(images.allSatisfy { $0["category_id"] == searched[0] })
            // More than a category has.
            let more = try await gallery.search(12, "?use_prototypes=true&prototype_limit=1&limit=7")
            #expect(more.json["similar_images"]?.arrayValue?.count == 7)
            // No more are named than were asked for.
            #expect(more.json["prototype_categories"] == few.json["prototype_categories"])
            let two = try await gallery.search(12, "?use_prototypes=true&prototype_limit=2&limit=50")
            #expect(two.json["prototype_categories"]?.arrayValue?.count == 2)
            #expect(two.json["prototype_categories"]?[0] == searched[0])
            let all = try await gallery.search(12, "?use_prototypes=true&limit=50")
            #expect(all.json["similar_images"]?.arrayValue?.count == 16)
        }
    }

    @Test func `The whole search and that of all categories agree`() async throws {
        try await Gallery.open(categories: Self.categories) { gallery in
            let whole = try await gallery.search(22, "?limit=16")
            let staged = try await gallery.search(22, "?limit=16&use_prototypes=true&prototype_limit=10")
            #expect(whole.json["similar_images"] == staged.json["similar_images"])
        }
    }

    @Test func `Prototypes are the means of what is in a category`() async throws {
        try await Gallery.open(categories: Self.categories) { gallery in
            let answer = try await gallery.post("/search/prototypes", try TestPicture.jpeg(seed: 12))
            #expect(answer.status == 200)
            #expect(answer.keys == ["prototypes", "search_time"])
            let found = answer.json["prototypes"]?.arrayValue ?? []
            #expect(
                found[0].objectValue?.keys.sorted() == ["category_id", "category_name", "similarity_score"])
            #expect(
                Set(found.compactMap { $0["category_name"]?.stringValue }) == [
                    "cats", "dogs", "owls", "bats",
                ])
            let scores = found.compactMap { $0["similarity_score"]?.doubleValue }
            #expect(scores == scores.sorted(by: >))
            let engine = gallery.server.engine
            let collection = try await engine.collection(named: "gallery")
            let query = try await engine.features(of: try TestPicture.jpeg(seed: 12), in: collection).vector
            for match in found {
                let seeds = try #require(
                    Self.categories.first { $0.name == match["category_name"]?.stringValue })
                var sum = [Double](repeating: 0, count: query.count)
                for seed in seeds.seeds {
                    let vector = try await engine.features(
                        of: try TestPicture.jpeg(seed: seed), in: collection
                    ).vector
                    for place in sum.indices { sum[place] += Double(vector[place]) }
                }
                let norm = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
                let cosine = zip(sum, query).reduce(0) { $0 + $1.0 * Double($1.1) } / norm
                #expect(abs((match["similarity_score"]?.doubleValue ?? 0) - cosine) < 1e-5)
            }
        }
    }

    @Test func `A deletion changes its category's prototype`() async throws {
        try await Gallery.open(categories: [("cats", 1...2)]) { gallery in
            let key = try await gallery.server.get("/collections/gallery/images").json["images"]?[0]?["id"]
            let before = try await gallery.post("/search/prototypes", try TestPicture.jpeg(seed: 2))
            _ = try await gallery.server.send(
                "DELETE", "/collections/gallery/images/\(key?.stringValue ?? "")")
            let after = try await gallery.post("/search/prototypes", try TestPicture.jpeg(seed: 2))
            #expect((before.json["prototypes"]?[0]?["similarity_score"]?.doubleValue ?? 1) < 0.999)
            #expect(
                abs((after.json["prototypes"]?[0]?["similarity_score"]?.doubleValue ?? 0) - 1) < 1e-5)
        }
    }

    @Test(arguments: [
        ("limit=0", "limit", "greater_than_equal"), ("limit=51", "limit", "less_than_equal"),
        ("limit=x", "limit", "int_parsing"), ("prototype_limit=0", "prototype_limit", "greater_than_equal"),
        ("prototype_limit=11", "prototype_limit", "less_than_equal"),
        ("use_prototypes=maybe", "use_prototypes", "bool_parsing"),
    ])
    func `A parameter that is not valid gets 422`(query: String, field: String, type: String) async throws {
        try await Gallery.open(categories: [("cats", 1...1)]) { gallery in
            let answer = try await gallery.search(1, "?" + query)
            #expect(answer.status == 422)
            #expect(answer.detail[0]?["loc"] == ["query", .string(field)])
            #expect(answer.detail[0]?["type"] == .string(type))
        }
    }

    @Test func `Limits are allowed themselves, and defaults can be configured`() async throws {
        var settings = GalleryConfiguration()
        settings.searchLimit = 3
        settings.usesPrototypes = true
        try await Gallery.open(categories: Self.categories, settings: settings) { gallery in
            for query in ["limit=1", "limit=50", "prototype_limit=1", "prototype_limit=10"] {
                #expect(try await gallery.search(1, "?" + query).status == 200)
            }
            let answer = try await gallery.search(1)
            #expect(answer.json["similar_images"]?.arrayValue?.count == 3)
            #expect(answer.json["used_prototype_filtering"] == true)
            #expect(
                try await gallery.search(1, "?use_prototypes=false").json["prototype_categories"] == .null)
        }
    }

    @Test func `While nothing is indexed a search gets 503`() async throws {
        try await Gallery.open { gallery in
            for path in ["/search", "/search/prototypes"] {
                let answer = try await gallery.post(path, try TestPicture.jpeg(seed: 1))
                #expect(answer.status == 503)
                #expect(answer.keys == ["detail"])
            }
        }
    }

    @Test func `One path serves both systems at once`() async throws {
        try await Gallery.open(categories: [("cats", 1...2)]) { gallery in
            _ = try await gallery.server.addPhoto(0)
            #expect(try await gallery.search(1).json["similar_images"]?.arrayValue?.count == 2)
            #expect(try await gallery.server.searchPhotos(0).json.arrayValue?.count == 1)
        }
    }
}
