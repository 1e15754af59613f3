/// In JSON:
///
///     {"resize": {"mode": "squash" | "letterbox", "width": 224, "height": 224, "interpolation": "bilinear"},
///      "crop": {"width": 224, "height": 224}, "color": "rgb" | "grayscale",
///      "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
///
/// with `{"mode": "short_side", "size": 256, …}` for the third way to resize, and `"scale": s, "offset": o` in
/// place of `mean` and `std`. `crop` and `color` (RGB) may be left out.
extension Preprocessing: Codable {
    private enum Key: String, CodingKey {
        case resize, crop, color, mean, std, scale, offset
    }

    private enum ResizeKey: String, CodingKey {
        case mode, width, height, size, interpolation
    }

    private enum Mode: String, Codable {
        case squash, letterbox
        case shortSide = "short_side"
    }

    /// The longest side that makes sense for a network's input.
    private static let maximumSide = 8192

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let resize = try values.nestedContainer(keyedBy: ResizeKey.self, forKey: .resize)
        self.init(
            resize: try Self.decodeResize(resize),
            interpolation: try resize.decode(Interpolation.self, forKey: .interpolation),
            color: try values.decodeIfPresent(Color.self, forKey: .color) ?? .rgb,
            normalization: try Self.decodeNormalization(values))
        if values.contains(.crop), try !values.decodeNil(forKey: .crop) {
            let crop = try values.nestedContainer(keyedBy: ResizeKey.self, forKey: .crop)
            self.crop = PixelSize(width: try side(.width, of: crop), height: try side(.height, of: crop))
        }
    }

    private static func decodeResize(_ values: KeyedDecodingContainer<ResizeKey>) throws -> Resize {
        switch try values.decode(Mode.self, forKey: .mode) {
        case .squash: .squash(width: try side(.width, of: values), height: try side(.height, of: values))
        case .letterbox:
            .letterbox(width: try side(.width, of: values), height: try side(.height, of: values))
        case .shortSide: .shortSide(size: try side(.size, of: values))
        }
    }

    private static func decodeNormalization(_ values: KeyedDecodingContainer<Key>) throws -> Normalization {
        if values.contains(.scale) {
            return .linear(
                scale: try values.decode(Double.self, forKey: .scale),
                offset: try values.decodeIfPresent(Double.self, forKey: .offset) ?? 0)
        }
        let mean = try values.decode([Double].self, forKey: .mean)
        let std = try values.decode([Double].self, forKey: .std)
        guard mean.count == 3, std.count == 3, std.allSatisfy({ $0 > 0 }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .std, in: values,
                debugDescription: "mean and std are three numbers each, std positive")
        }
        return .standardized(mean: mean, std: std)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        var resize = values.nestedContainer(keyedBy: ResizeKey.self, forKey: .resize)
        try encodeResize(to: &resize)
        try resize.encode(interpolation, forKey: .interpolation)
        if let crop {
            var values = values.nestedContainer(keyedBy: ResizeKey.self, forKey: .crop)
            try values.encode(crop.width, forKey: .width)
            try values.encode(crop.height, forKey: .height)
        }
        try values.encode(color, forKey: .color)
        switch normalization {
        case .standardized(let mean, let std):
            try values.encode(mean, forKey: .mean)
            try values.encode(std, forKey: .std)
        case .linear(let scale, let offset):
            try values.encode(scale, forKey: .scale)
            try values.encode(offset, forKey: .offset)
        }
    }

    private func encodeResize(to values: inout KeyedEncodingContainer<ResizeKey>) throws {
        switch resize {
        case .squash(let width, let height), .letterbox(let width, let height):
            let isSquash = if case .squash = resize { true } else { false }
            try values.encode(isSquash ? Mode.squash : .letterbox, forKey: .mode)
            try values.encode(width, forKey: .width)
            try values.encode(height, forKey: .height)
        case .shortSide(let size):
            try values.encode(Mode.shortSide, forKey: .mode)
            try values.encode(size, forKey: .size)
        }
    }

    private static func side(_ key: ResizeKey, of values: KeyedDecodingContainer<ResizeKey>) throws -> Int {
        let side = try values.decode(Int.self, forKey: key)
        guard (1...maximumSide).contains(side) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: values, debugDescription: "a side is 1 to \(maximumSide) pixels")
        }
        return side
    }

    private func side(_ key: ResizeKey, of values: KeyedDecodingContainer<ResizeKey>) throws -> Int {
        try Self.side(key, of: values)
    }
}
