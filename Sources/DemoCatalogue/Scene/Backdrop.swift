/// What lies behind a product.
struct Backdrop: Sendable {
    enum Form: Int, CaseIterable, Sendable {
        case white
        case studio
        case wallAndFloor
        case tableTop
        case tableAndWall
        case dottedPaper
        case stripedPaper
        case tiles
        case linen
        case archway
        case spotlight
        case twoTone
    }

    let form: Form
    /// The main tone.
    let tone: Colour
    /// The second tone, for patterns and floors.
    let second: Colour
    let timber: Colour
    let seed: UInt64

    /// Whether the image looks down on the product lying flat.
    var isSeenFromAbove: Bool {
        switch form {
        case .tableTop, .dottedPaper, .stripedPaper, .linen, .twoTone: true
        default: false
        }
    }

    /// The tone behind most of the product.
    var behind: Colour {
        switch form {
        case .white: .white
        case .studio: Colour(0xD5D8DB)
        case .tableTop: timber
        case .spotlight: tone.darker(0.55)
        default: tone
        }
    }

    /// Fills the canvas; `floor` is the height in pixels where a floor meets the wall, if there is one.
    func draw(on canvas: inout Canvas, floor: Double?) {
        let frame = Frame(width: Double(canvas.width), height: Double(canvas.height), floor: floor)
        switch form {
        case .white: drawWhite(&canvas, frame)
        case .studio: drawStudio(&canvas, frame)
        case .wallAndFloor: drawWall(&canvas, frame)
        case .tableTop: drawPlanks(&canvas, frame, from: 0)
        case .tableAndWall: drawTable(&canvas, frame)
        case .dottedPaper: drawPaper(&canvas, frame, .spotted)
        case .stripedPaper: drawStripes(&canvas, frame)
        case .tiles: drawTiles(&canvas, frame)
        case .linen: drawLinen(&canvas, frame)
        case .archway: drawArchway(&canvas, frame)
        case .spotlight: drawSpotlight(&canvas, frame)
        case .twoTone: drawTwoTone(&canvas, frame)
        }
    }

    /// A canvas' size in pixels, and the row where its floor begins.
    struct Frame {
        let width: Double
        let height: Double
        let floor: Double?

        var whole: Path { .rect(0, 0, width, height) }
        var box: Box { Box(left: 0, top: 0, right: width, bottom: height) }
        var longest: Double { max(width, height) }

        func below(_ y: Double) -> Path { .rect(0, y, width, height) }
    }
}
