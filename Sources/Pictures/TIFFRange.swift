/// The sample values that are black and white.
struct TIFFRange: Equatable {
    var low: Double
    var high: Double

    init(_ low: Double, _ high: Double) {
        self.low = low
        self.high = high
    }

    /// What the file says itself; `nil`: nothing of use.
    init?(declaredBy directory: TIFFDirectory, number: TIFFNumber) {
        guard let low = directory.reals(.smallestValue, limit: 16).min(),
            let high = directory.reals(.largestValue, limit: 16).max()
        else {
            // MaxSampleValue is for statistics, but for one that says how many bits are in use.
            guard let limits = number.limits, limits.low == 0, let top = directory.first(.largestSample),
                top >= 255, Double(top) <= limits.high, top & (top + 1) == 0
            else { return nil }
            self.init(0, Double(top))
            return
        }
        guard low.isFinite, high.isFinite, low < high else { return nil }
        self.init(low, high)
    }

    /// That of all numbers of a kind; 0 to 1 for floating point.
    init(of number: TIFFNumber) {
        let limits = number.limits ?? (0, 1)
        // Without negative ones, a signed number's upper half is its range.
        self.init(max(0, limits.low), limits.high)
    }

    /// For a picture whose samples are within `measured`. What the file declares counts if they keep to it. Otherwise
    /// the usual range, unless the samples use little of it: then what fits them, so that no picture comes out black or
    /// white that is not.
    static func fitting(_ measured: TIFFRange, number: TIFFNumber, declared: TIFFRange?) -> TIFFRange {
        guard measured.low <= measured.high else { return TIFFRange(of: number) }
        if let declared {
            let slack = 1e-6 * (declared.high - declared.low)
            if measured.low >= declared.low - slack, measured.high <= declared.high + slack {
                return declared
            }
        }
        guard let limits = number.limits else { return fittingReal(measured) }
        if measured.low < 0 {
            let usesMuch = measured.high - measured.low > (limits.high - limits.low) / 4
            return usesMuch ? TIFFRange(limits.low, limits.high) : measured.widened
        }
        // Whole bits, 8 at least: cameras and scanners have 10, 12 or 14.
        if measured.high >= (limits.high + 1) / 4 { return TIFFRange(0, limits.high) }
        var top = min(255, limits.high)
        while top < measured.high { top = 2 * top + 1 }
        return TIFFRange(0, top)
    }

    /// 0 to 1, or levels of 8 or 16 bits in floating point; else the range that is used.
    private static func fittingReal(_ measured: TIFFRange) -> TIFFRange {
        for top in [1.0, 255, 65535] {
            // Filters overshoot a little.
            let holds = measured.low >= -0.1 * top && measured.high <= 1.1 * top
            if holds, measured.high > top / 4 { return TIFFRange(0, top) }
        }
        // What networks are fed.
        if measured.low < -0.25, measured.low >= -1.1, (0.25...1.1).contains(measured.high) {
            return TIFFRange(-1, 1)
        }
        return measured.widened
    }

    /// A picture of one value is grey.
    private var widened: TIFFRange {
        low < high ? self : TIFFRange(low - max(1, abs(low)), high + max(1, abs(high)))
    }
}
