import LookalikeCatalogue
import LookalikeEngine
import LookalikePictures
import TestSupport
import Testing

/// Searches that find images whichever way they lie, and parts of them.
@Suite(.timeLimit(.minutes(10))) struct AugmentationTests {
    /// A square picture, turned clockwise by quarters after it was mirrored or not.
    private static func picture(_ seed: UInt64, _ turn: ImageTurn = .none) throws -> [UInt8] {
        let side = 64
        let upright = TestPicture.pixels(seed: seed, width: side, height: side)
        var bytes = [UInt8](repeating: 0, count: upright.bytes.count)
        for y in 0..<side {
            for x in 0..<side {
                // Where the pixel goes.
                var (toX, toY) = (turn.isMirrored ? side - 1 - x : x, y)
                for _ in 0..<turn.quarters { (toX, toY) = (side - 1 - toY, toX) }
                for c in 0..<3 { bytes[3 * (toY * side + toX) + c] = upright.bytes[3 * (y * side + x) + c] }
            }
        }
        return try JPEGEncoder.encode(PixelBuffer(width: side, height: side, bytes: bytes), quality: 95)
    }

    private static func best(
        _ world: World, _ bytes: [UInt8], _ augmentation: Augmentation?
    ) async throws -> (id: String, score: Float) {
        var options = SearchOptions(topK: 1)
        options.augmentation = augmentation
        let answer = try await world.engine.search(world.collection, for: .image(bytes), options: options)
        let match = try #require(answer.matches.first)
        return (match.image.id, match.score)
    }

    @Test(arguments: ImageTurn.all) func turnedImagesAreFound(_ turn: ImageTurn) async throws {
        let world = try await World()
        for seed in 1...12 {
            _ = try await world.engine.put(
                try Self.picture(UInt64(seed)), as: "\(seed)", in: world.collection)
        }
        let augmentation = Augmentation(turns: true, mirror: true)
        let found = try await Self.best(world, try Self.picture(7, turn), augmentation)
        #expect(found.id == "7" && found.score > 0.99)
        if turn == .none { return }
        let without = try await Self.best(world, try Self.picture(7, turn), nil)
        #expect(without.score < found.score - 0.05)
        // The mean is the same whichever way the image lies.
        let mean = Augmentation(turns: true, mirror: true, combination: .mean)
        let turned = try await Self.best(world, try Self.picture(7, turn), mean)
        let upright = try await Self.best(world, try Self.picture(7), mean)
        #expect(turned.id == upright.id && abs(turned.score - upright.score) < 0.01)
    }

    @Test func cropsFindThePartOfAnImage() async throws {
        let world = try await World()
        for seed in 1...6 {
            let bytes = TestPicture.pixels(seed: UInt64(seed), width: 64, height: 64)
            // What is stored is the lower right three quarters.
            let part = bytes.cropped(to: PixelRect(left: 16, top: 16, width: 48, height: 48))
            _ = try await world.engine.put(
                try JPEGEncoder.encode(part, quality: 95), as: "\(seed)", in: world.collection)
        }
        let whole = try Self.picture(3)
        let found = try await Self.best(world, whole, Augmentation(crops: true))
        #expect(found.id == "3" && found.score > 0.99)
        #expect(try await Self.best(world, whole, nil).score < found.score - 0.01)
    }

    @Test func eachViewIsOnePageAfterTheOther() async throws {
        let world = try await World()
        for seed in 1...30 {
            _ = try await world.engine.put(
                try Self.picture(UInt64(seed)), as: "\(seed)", in: world.collection)
        }
        var options = PageOptions(size: 7)
        options.search.augmentation = Augmentation(turns: true)
        let query = Query.image(try Self.picture(4, ImageTurn(quarters: 3)))
        var all = options.search
        all.topK = 30
        let wanted = try await world.engine.search(world.collection, for: query, options: all).matches
        var page = try await world.engine.page(world.collection, for: query, options: options)
        var given = page.answer.matches.map(\.image.id)
        while let next = page.next {
            page = try await world.engine.page(world.collection, after: next, size: 7)
            given += page.answer.matches.map(\.image.id)
        }
        #expect(given == wanted.map(\.image.id) && given.count == 30 && given.first == "4")
    }

    /// What is stored is the mean of the turns, so that no search needs an option.
    @Test func aCollectionOfTurnedImagesFindsThemAnyway() async throws {
        let world = try await World()
        var options = CollectionOptions()
        options.preparation = .turned
        let collection = try await world.engine.createCollection(named: "turned", options)
        for seed in 1...12 {
            _ = try await world.engine.put(try Self.picture(UInt64(seed)), as: "\(seed)", in: collection)
        }
        for turn in ImageTurn.all {
            let answer = try await world.engine.search(
                collection, for: .image(try Self.picture(5, turn)), options: SearchOptions(topK: 1))
            let match = try #require(answer.matches.first)
            #expect(match.image.id == "5" && match.score > 0.99, "\(turn)")
        }
        let again = try await world.engine.collection(named: "turned")
        #expect(again.record.preparation == .turned)
    }
}
