internal import CLookalikeRegistration

/// A picture at few pixels and in several sizes, so that all places of one on another can be tried.
struct CoarsePlanes: Sendable {
    /// How many pixels the longer side of a picture has.
    enum Detail: Int, CaseIterable, Sendable {
        case rough = 10
        case fine = 16
    }

    /// One of the sizes. The levels are bytes of all planes.
    private struct Plane {
        let width: Int
        let height: Int
        let start: Int
    }

    /// Sizes of a picture beside another one, from one half to two, in steps of the sixth root of two.
    static let scales: [Float] = [
        0.5, 0.561, 0.63, 0.707, 0.794, 0.891, 1, 1.122, 1.26, 1.414, 1.587, 1.782, 2,
    ]
    /// The scale of a picture beside itself.
    static let plainScale = 6

    private let planes: [Plane]
    private let levels: [UInt8]

    /// Of a fingerprint's luma.
    init(_ picture: PictureFingerprint, kernel: PixelKernel) {
        // Sound: there are axes for each side that a fingerprint can have.
        let (columns, rows) = (CoarseAxes.all[picture.width]!, CoarseAxes.all[picture.height]!)
        var planes: [Plane] = []
        var count = 0
        for (width, height) in zip(columns.counts, rows.counts) {
            planes.append(Plane(width: width, height: height, start: count))
            count += width * height
        }
        self.planes = planes
        levels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            // Sound: the planes lie one after the other in the buffer, and all are written.
            columns.withAxes { columns in
                rows.withAxes { rows in
                    cregistration_shrink(
                        picture.luma, columns, rows, Int32(planes.count), kernel.registration,
                        buffer.baseAddress!)
                }
            }
            initialized = count
        }
    }

    private func plane(_ detail: Detail, _ scale: Int) -> Plane {
        planes[(detail == .rough ? 0 : Self.scales.count) + scale]
    }

    /// Width and height of a plane.
    func size(_ detail: Detail, scale: Int) -> (width: Int, height: Int) {
        let plane = plane(detail, scale)
        return (plane.width, plane.height)
    }

    /// The plane of a detail that stays where it is while others, turned by `symmetry`, are moved over it.
    func still(_ detail: Detail, _ symmetry: Symmetry) -> StillPlane {
        let plane = plane(detail, Self.plainScale)
        let (width, height) = (Int32(plane.width), Int32(plane.height))
        let count = cregistration_still_size(width, height)
        return levels.withUnsafeBufferPointer { levels in
            StillPlane(
                width: plane.width, height: plane.height, symmetry: symmetry,
                numbers: [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
                    // Sound: no side is longer than 16, and the function writes no more than `count` numbers. Those that
                    // it leaves out are never read.
                    buffer.initialize(repeating: 0)
                    cregistration_still_make(
                        levels.baseAddress! + plane.start, width, height, symmetry.turn, buffer.baseAddress!)
                    initialized = count
                })
        }
    }

    /// A plane that is moved over others.
    func moved(_ detail: Detail, scale: Int) -> MovedPlane {
        let plane = plane(detail, scale)
        let (width, height) = (Int32(plane.width), Int32(plane.height))
        let count = cregistration_moved_size(width, height)
        return levels.withUnsafeBufferPointer { levels in
            MovedPlane(
                width: plane.width, height: plane.height,
                numbers: [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
                    // Sound: no side is longer than 32, and the function writes `count` numbers.
                    cregistration_moved_make(
                        levels.baseAddress! + plane.start, width, height, buffer.baseAddress!)
                    initialized = count
                })
        }
    }
}

/// A plane that stays where it is while others, turned, are moved over it.
struct StillPlane: Sendable {
    fileprivate let width: Int
    fileprivate let height: Int
    fileprivate let symmetry: Symmetry
    fileprivate let numbers: [Int32]

    /// The shift of the turned plane at which it correlates best with this one; nil if there is nothing to see.
    func bestPlace(
        of other: MovedPlane, leastOverlap: Float, kernel: PixelKernel
    ) -> (score: Float, x: Int, y: Int)? {
        let least = Int(leastOverlap * Float(min(width * height, other.width * other.height)))
        var place = cregistration_place()
        guard
            cregistration_best_place(
                numbers, other.numbers, symmetry.turn, Int32(least), kernel.registration, &place)
        else { return nil }
        return (place.score, Int(place.x), Int(place.y))
    }
}

/// A plane that is moved over others.
struct MovedPlane: Sendable {
    /// Before it is turned.
    let width: Int
    let height: Int
    fileprivate let numbers: [Int32]
}

extension Symmetry {
    fileprivate var turn: cregistration_turn {
        cregistration_turn(
            flips_columns: flipsColumns, flips_rows: flipsRows, exchanges_sides: exchangesSides)
    }
}

extension PixelKernel {
    var registration: cregistration_kernel {
        switch self {
        case .plain: CREGISTRATION_PLAIN
        case .avx2: CREGISTRATION_AVX2
        case .avx512: CREGISTRATION_AVX512
        }
    }
}
