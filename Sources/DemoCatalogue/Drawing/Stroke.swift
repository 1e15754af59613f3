/// Outlines of drawn lines.
extension Path {
    /// The area covered by a round pen following the path.
    ///
    /// Each piece winds the same way, so that overlaps add up instead of cancelling.
    func stroked(_ width: Double) -> Path {
        var result = Path()
        for run in runs {
            for (from, to) in zip(run, run.dropFirst()) { result.add(pen(from, to, width / 2)) }
            let joints = run.count > 2 ? run : [run[0], run[run.count - 1]]
            for point in joints { result.add(.dot(point, width / 2)) }
        }
        return result
    }

    /// The path cut into dashes of one length with gaps of another, in the path's units.
    func dashed(_ dash: Double, _ gap: Double) -> Path {
        var result = Path()
        for run in runs {
            var travelled = 0.0
            var isDown = false
            for (from, to) in zip(run, run.dropFirst()) {
                let length = (to - from).length
                let pieces = max(1, Int(length / (dash / 3)))
                for piece in 1...pieces {
                    let point = from + (to - from) * (Double(piece) / Double(pieces))
                    travelled += length / Double(pieces)
                    let down = travelled.truncatingRemainder(dividingBy: dash + gap) < dash
                    if down, isDown { result.line(point.x, point.y) }
                    if down, !isDown { result.move(point.x, point.y) }
                    isDown = down
                }
            }
        }
        return result
    }

    private func pen(_ from: Point, _ to: Point, _ half: Double) -> Path {
        let along = to - from
        let length = along.length
        guard length > 0 else { return Path() }
        let side = Point(-along.y, along.x) * (half / length)
        return .through([from - side, to - side, to + side, from + side])
    }

    private static func dot(_ centre: Point, _ radius: Double) -> Path {
        let corners = max(8, min(24, Int(radius * 3)))
        return .through((0..<corners).map { centre + .polar(360 * Double($0) / Double(corners), radius) })
    }
}
