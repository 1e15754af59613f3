/// Soft shadows of what a canvas holds.
extension Canvas {
    /// The opacity of each pixel moved by whole pixels and blurred; for a thing in front of a wall.
    func dropShadow(dx: Int, dy: Int, blur: Int) -> [Float] {
        var mask = [Float](repeating: 0, count: width * height)
        for y in max(0, dy)..<min(height, height + dy) {
            for x in max(0, dx)..<min(width, width + dx) {
                mask[y * width + x] = pixels[(y - dy) * width + x - dx].w
            }
        }
        return blurred(mask, blur)
    }

    /// The shadow that a thing standing at row `ground` throws backwards over the floor.
    ///
    /// - Parameters:
    ///   - squash: the shadow's depth on screen for each pixel of height.
    ///   - lean: pixels sideways for each pixel of height.
    func castShadow(ground: Double, squash: Double, lean: Double, blur: Int) -> [Float] {
        var mask = [Float](repeating: 0, count: width * height)
        let last = min(height - 1, Int(ground))
        for y in 0...last {
            let rise = (ground - Double(y)) / squash
            let source = Int(ground - rise)
            guard source >= 0, source < height else { continue }
            let shift = Int(rise * lean)
            for x in max(0, shift)..<max(0, min(width, width + shift)) {
                mask[y * width + x] = pixels[source * width + x - shift].w
            }
        }
        return blurred(mask, blur)
    }

    private func blurred(_ mask: [Float], _ radius: Int) -> [Float] {
        var mask = mask
        for _ in 0..<2 {
            for y in 0..<height { boxBlur(&mask, start: y * width, step: 1, count: width, radius: radius) }
            for x in 0..<width { boxBlur(&mask, start: x, step: width, count: height, radius: radius) }
        }
        return mask
    }

    /// Replaces each value along one line by the mean of its neighbours within `radius`.
    private func boxBlur(_ values: inout [Float], start: Int, step: Int, count: Int, radius: Int) {
        let line = (0..<count).map { values[start + $0 * step] }
        let share = 1 / Float(2 * radius + 1)
        var sum = line.prefix(radius).reduce(0, +)
        for index in 0..<count {
            if index + radius < count { sum += line[index + radius] }
            values[start + index * step] = max(0, sum * share)
            if index >= radius { sum -= line[index - radius] }
        }
    }
}
