import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikePictures
import TestSupport
import Testing

/// Pictures of which a part is missing are kept with a mark on their record.
@Suite(.timeLimit(.minutes(10))) struct MarkTests {
    private static let begin = "The file ends early: "

    @Test func aSyncMarksWhatIsCutAndSaysSo() async throws {
        let world = try await World()
        try world.draw(1, "whole.jpg")
        try world.pictures.write(TestPicture.cutJPEG(seed: 2), to: "cut.jpg")
        try world.pictures.write(TestPicture.cutJPEG(seed: 3, share: 0.3), to: "stub.jpg")
        let report = try await world.sync()
        #expect(report.counts == ["total": 3, "added": 2, "failed": 1, "indexed": 2])
        #expect(report.marked == 1)
        #expect(report.marks.map(\.path) == ["cut.jpg"])
        #expect(report.marks.first?.detail.hasPrefix(Self.begin) == true)
        #expect(report.problems.map(\.path) == ["stub.jpg"])
        #expect(report.problems.first?.detail.contains("is cut short: ") == true)
        #expect(try await mark("cut", world) == report.marks.first?.detail)
        #expect(try await mark("whole", world) == nil)
        let stub = try await world.engine.image("stub", in: world.collection)
        #expect(stub.state == .failed && stub.mark == nil)
        let again = try await world.sync()
        #expect(again.marked == 0 && again.marks.isEmpty)
    }

    @Test func aMarkOutlivesARestartAndARename() async throws {
        let data = try TemporaryFolder()
        let marked: String?
        do {
            let world = try await World(data: data)
            try world.pictures.write(TestPicture.cutJPEG(seed: 2), to: "cut.jpg")
            try await world.sync()
            try world.rename("cut.jpg", "moved.jpg")
            #expect(try await world.sync().renamed == 1)
            marked = try await mark("moved", world)
            #expect(marked?.hasPrefix(Self.begin) == true)
        }
        let engine = try await TestEngine.make(data.path)
        let image = try await engine.image("moved", in: try engine.collection(named: "products"))
        #expect(image.mark == marked)
    }

    @Test func aChangedFileLosesItsMark() async throws {
        let world = try await World()
        try world.pictures.write(TestPicture.cutJPEG(seed: 2), to: "a.jpg")
        try await world.sync()
        #expect(try await mark("a", world) != nil)
        try world.pictures.write(TestPicture.jpeg(seed: 2, width: 96, height: 96), to: "a.jpg")
        let report = try await world.sync()
        #expect(report.changed == 1 && report.marked == 0)
        #expect(try await mark("a", world) == nil)
        try world.pictures.write(TestPicture.cutJPEG(seed: 2), to: "a.jpg")
        #expect(try await world.sync().marks.map(\.path) == ["a.jpg"])
        #expect(try await mark("a", world) != nil)
    }

    /// Files of the same bytes are embedded once.
    @Test func copiesAreMarkedToo() async throws {
        let world = try await World()
        let cut = try TestPicture.cutJPEG(seed: 2)
        try world.pictures.write(cut, to: "a.jpg")
        try world.pictures.write(cut, to: "b.jpg")
        #expect(try await world.sync().marks.map(\.path) == ["a.jpg", "b.jpg"])
        try world.pictures.write(cut, to: "c.jpg")
        #expect(try await world.sync().marks.map(\.path) == ["c.jpg"])
        for id in ["a", "b", "c"] { #expect(try await mark(id, world) != nil) }
    }

    @Test func anUploadIsMarkedUntilItIsReplaced() async throws {
        let world = try await World()
        let cut = try TestPicture.cutJPEG(seed: 2)
        let outcome = try await world.engine.put(cut, as: "a", in: world.collection)
        #expect(outcome.image.mark?.hasPrefix(Self.begin) == true)
        #expect(outcome.warnings.map(\.description) == [outcome.image.mark])
        // By the memory of embeddings, too.
        #expect(try await world.engine.put(cut, as: "b", in: world.collection).image.mark != nil)
        let answer = try await world.engine.search(
            world.collection, for: .image(cut), options: SearchOptions(topK: 2))
        #expect(answer.matches.count == 2)
        #expect(answer.matches.allSatisfy { $0.image.mark != nil })
        _ = try await world.engine.put(TestPicture.jpeg(seed: 2), as: "a", in: world.collection)
        #expect(try await mark("a", world) == nil)
        await #expect(throws: PictureError.self) {
            try await world.engine.put(
                TestPicture.cutJPEG(seed: 2, share: 0.3), as: "a", in: world.collection)
        }
    }

    @Test func aBatchSaysWhichAreCut() async throws {
        let world = try await World()
        let batch = try await world.engine.newBatch(in: world.collection)
        try await batch.add(IncomingImage(id: "whole", bytes: TestPicture.jpeg(seed: 1)))
        try await batch.add(IncomingImage(id: "cut", bytes: TestPicture.cutJPEG(seed: 2)))
        try await batch.add(IncomingImage(id: "stub", bytes: TestPicture.cutJPEG(seed: 3, share: 0.3)))
        let job = try await world.engine.jobs.finished(try await batch.start().id)
        let report = try #require(job.batchReport)
        #expect(report.indexed == 2 && report.failed == 1 && report.marked == 1)
        #expect(report.results.map(\.imageID) == ["whole", "cut", "stub"])
        #expect(try await report.results.map(\.mark) == [nil, mark("cut", world), nil])
        #expect(report.results[1].mark?.hasPrefix(Self.begin) == true && report.results[1].error == nil)
    }

    /// Of a batch that began under a version without marks.
    @Test func reportsWithoutMarksAreRead() throws {
        let text =
            #"{"total": 3, "indexed": 1, "failed": 1, "results": [{"image_id": "a", "success": true}]}"#
        let report = try JSONDecoder().decode(BatchReport.self, from: Data(text.utf8))
        #expect(report.indexed == 1 && report.marked == 0 && report.results.map(\.imageID) == ["a"])
    }

    /// As a program leaves one that made room for the whole file and then stopped.
    @Test func zerosAtTheEndAreNoPicture() async throws {
        let world = try await World()
        let zeros = [UInt8](repeating: 0, count: 4096)
        try world.pictures.write(TestPicture.cutJPEG(seed: 2) + zeros, to: "cut.jpg")
        try world.pictures.write(TestPicture.jpeg(seed: 3) + zeros, to: "whole.jpg")
        #expect(try await world.sync().marks.map(\.path) == ["cut.jpg"])
    }

    private func mark(_ id: String, _ world: World) async throws -> String? {
        try await world.engine.image(id, in: world.collection).mark
    }
}
