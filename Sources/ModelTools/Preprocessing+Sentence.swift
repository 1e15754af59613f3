public import LookalikePictures

extension Preprocessing {
    /// For people, such as "short side to 256 bilinear, 224×224 from the middle, rgb, mean …".
    public var sentence: String {
        let resized =
            switch resize {
            case .squash(let width, let height): "squashed to \(width)×\(height)"
            case .shortSide(let size): "short side to \(size)"
            case .letterbox(let width, let height): "into \(width)×\(height) on black"
            }
        let cut = crop.map { ", \($0.width)×\($0.height) from the middle" } ?? ""
        let numbers =
            switch normalization {
            case .standardized(let mean, let std): "mean \(mean), std \(std)"
            case .linear(let scale, let offset): "levels × \(Float(scale)) + (\(Float(offset)))"
            }
        return "\(resized) \(interpolation.rawValue)\(cut), \(color.rawValue), \(numbers)"
    }
}
