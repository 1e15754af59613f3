/// A product before a backdrop: all that one image needs.
struct Scene: Sendable {
    let kind: Kind
    let style: Style
    let backdrop: Backdrop
    /// Width and height in pixels.
    let size: (Int, Int)
    /// How the product is turned, in degrees.
    let angle: Double
    let isMirrored: Bool
    /// Sideways slant, and stretch in width.
    let shear: Double
    let stretch: Double
    /// The product's size, about 1.
    let scale: Double
    /// How far the product's middle lies off the image's, in pixels.
    let offset: Point

    /// Where the ground of a standing product lies, in drawing units.
    private static let ground = 90.0
    /// Where the floor behind it meets the wall.
    private static let horizon = 48.0

    func render() -> RGBImage {
        let placed = placement
        var layer = Canvas(width: size.0, height: size.1)
        layer.mapped(placed) { kind.draw(&$0, style) }
        let shift = centring(layer)
        layer = layer.moved(shift.x, shift.y)
        let horizon = placed.apply(Point(0, Self.horizon)).y.rounded() + Double(shift.y)
        var image = Canvas(width: size.0, height: size.1)
        backdrop.draw(on: &image, floor: standsOnFloor ? horizon : nil)
        addShadow(to: &image, of: layer, foot: placed.apply(Point(0, Self.ground)).y + Double(shift.y))
        image.lay(layer)
        return RGBImage(image)
    }

    /// The whole pixels by which the product must move for its middle to lie near the image's.
    private func centring(_ layer: Canvas) -> (x: Int, y: Int) {
        guard let (columns, rows) = layer.drawnArea else { return (0, 0) }
        let x = size.0 / 2 - (columns.lowerBound + columns.upperBound) / 2 + Int(offset.x)
        let y = size.1 / 2 - (rows.lowerBound + rows.upperBound) / 2 + Int(offset.y)
        return (x, standsOnFloor ? y * 2 / 3 : y)
    }

    private var standsOnFloor: Bool { kind.stands && !backdrop.isSeenFromAbove }

    private var placement: Transform {
        let (width, height) = (Double(size.0), Double(size.1))
        let fit = min(width, height) / (width == height ? 228 : 208) * scale
        let base = Transform().translated(width / 2, height / 2)
            .scaled(isMirrored ? -fit * stretch : fit * stretch, fit)
        return standsOnFloor ? base.sheared(shear * 0.4) : base.rotated(angle).sheared(shear)
    }

    private func addShadow(to image: inout Canvas, of layer: Canvas, foot: Double) {
        guard standsOnFloor else {
            image.darken(layer.dropShadow(dx: 7, dy: 10, blur: 6), .black, opacity: 0.42)
            return
        }
        let fallen = layer.castShadow(ground: foot + 1, squash: 0.24, lean: 0.34, blur: 4)
        image.darken(fallen, .black, opacity: 0.36)
        image.darken(layer.dropShadow(dx: 0, dy: 4, blur: 3), .black, opacity: 0.3)
    }
}
