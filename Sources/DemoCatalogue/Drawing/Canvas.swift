/// An image under work: premultiplied colours, drawn upon through a current map and an optional clip.
struct Canvas {
    let width: Int
    let height: Int
    /// Row by row; red, green, blue and opacity, the first three multiplied by the last.
    private(set) var pixels: [SIMD4<Float>]
    /// From drawing units to pixels.
    private(set) var transform = Transform()
    /// How much of each pixel may be drawn upon; everything where absent.
    private var clip: [Float]?

    /// An empty, transparent canvas.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels = [SIMD4<Float>](repeating: .zero, count: width * height)
    }

    mutating func fill(_ path: Path, _ paint: Paint) {
        guard let coverage = Coverage(path, transform, width: width, height: height) else { return }
        let shader = Shader(paint, transform)
        let limits = clip
        coverage.forEachPixel { x, y, share in
            let index = y * width + x
            let share = limits.map { $0[index] * share } ?? share
            let source = shader.colour(x, y) * share
            pixels[index] = source + pixels[index] * (1 - source.w)
        }
    }

    mutating func fill(_ path: Path, _ colour: Colour) {
        fill(path, .solid(colour))
    }

    mutating func stroke(_ path: Path, _ width: Double, _ paint: Paint) {
        fill(path.stroked(width), paint)
    }

    mutating func stroke(_ path: Path, _ width: Double, _ colour: Colour) {
        fill(path.stroked(width), .solid(colour))
    }

    /// Draws with everything outside `path` left alone.
    mutating func clipped(to path: Path, _ draw: (inout Canvas) -> Void) {
        let outer = clip
        var inner = [Float](repeating: 0, count: width * height)
        Coverage(path, transform, width: width, height: height)?.forEachPixel { x, y, share in
            let index = y * width + x
            inner[index] = outer.map { $0[index] * share } ?? share
        }
        clip = inner
        draw(&self)
        clip = outer
    }

    /// Draws through a further map, which is applied before the current one.
    mutating func mapped(_ inner: Transform, _ draw: (inout Canvas) -> Void) {
        let outer = transform
        transform = outer.around(inner)
        draw(&self)
        transform = outer
    }

    /// The columns and rows that hold anything, or nothing for an empty canvas.
    var drawnArea: (columns: ClosedRange<Int>, rows: ClosedRange<Int>)? {
        var (left, right, top, bottom) = (width, -1, height, -1)
        for y in 0..<height {
            for x in 0..<width where pixels[y * width + x].w > 0.02 {
                left = min(left, x)
                right = max(right, x)
                top = min(top, y)
                bottom = y
            }
        }
        return right < 0 ? nil : (left...right, top...bottom)
    }

    /// The same drawing moved by whole pixels; what leaves the canvas is lost.
    func moved(_ dx: Int, _ dy: Int) -> Canvas {
        var result = Canvas(width: width, height: height)
        for y in max(0, dy)..<max(0, min(height, height + dy)) {
            for x in max(0, dx)..<max(0, min(width, width + dx)) {
                result.pixels[y * width + x] = pixels[(y - dy) * width + x - dx]
            }
        }
        return result
    }

    /// Lays another canvas of the same size over this one.
    mutating func lay(_ layer: Canvas) {
        for index in pixels.indices {
            let source = layer.pixels[index]
            if source.w > 0 { pixels[index] = source + pixels[index] * (1 - source.w) }
        }
    }

    /// Darkens each pixel by a mask of shares, one a pixel.
    mutating func darken(_ mask: [Float], _ colour: Colour, opacity: Float) {
        let ink = colour.premultiplied
        for index in pixels.indices where mask[index] > 0.002 {
            let source = ink * (mask[index] * opacity)
            pixels[index] = source + pixels[index] * (1 - source.w)
        }
    }

    /// Changes the brightness of every pixel by an amount between -1 and 1 that depends on its place.
    mutating func texture(_ amount: (_ x: Int, _ y: Int) -> Float) {
        for y in 0..<height {
            for x in 0..<width {
                let change = amount(x, y)
                let index = y * width + x
                pixels[index] += SIMD4(change, change, change, 0) * pixels[index].w
            }
        }
    }
}
