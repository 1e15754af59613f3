import LookalikeVideo
import Testing

@Suite("Selection of frames", .timeLimit(.minutes(10)))
struct FrameSelectionTests {
    /// A sketch of one brightness.
    private func sketch(_ level: UInt8) -> FrameSketch {
        FrameSketch(cells: [UInt8](repeating: level, count: 1_024) + [UInt8](repeating: 128, count: 512))
    }

    /// The times of the frames that are kept, of some at 10 a second.
    private func kept(every: Double, _ levels: [UInt8]) -> [Double] {
        var selection = FrameSelection(every: every)
        return levels.enumerated().compactMap { number, level in
            let seconds = Double(number) / 10
            return selection.keeps(sketch(level), at: seconds) ? seconds : nil
        }
    }

    @Test func aStillSceneHasOneFrame() {
        #expect(kept(every: 1, [UInt8](repeating: 90, count: 100)) == [0])
    }

    @Test func eachSceneHasItsFirstFrame() {
        let levels = [UInt8](repeating: 10, count: 20) + [UInt8](repeating: 200, count: 15) + [90, 90]
        #expect(kept(every: 60, levels) == [0, 2, 3.5])
    }

    @Test func aLongSceneThatChangesHasAFrameEveryFewSeconds() {
        #expect(kept(every: 2, (0..<100).map { UInt8($0) }) == [0, 2, 4, 6, 8])
    }

    @Test func aFlickerIsNotASceneEachTime() {
        let times = kept(every: 60, (0..<30).map { $0 % 2 == 0 ? 0 : 200 })
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= 0.5 })
    }

    @Test func aSceneThatBeginsSoonAfterAnotherIsNotMissed() {
        let levels = [UInt8](repeating: 10, count: 20) + [200, 200] + [UInt8](repeating: 90, count: 20)
        #expect(kept(every: 60, levels) == [0, 2, 2.5])
    }

    @Test func noiseIsNoChange() {
        #expect(kept(every: 1, (0..<100).map { $0 % 3 == 0 ? 90 : 91 }) == [0])
    }
}
