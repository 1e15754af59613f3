internal import Foundation

extension ImageFrame {
    /// From its column; nil if it is not what ``json`` wrote.
    init?(json: String) {
        // Only the catalogue writes it.
        guard let frame = try? JSONDecoder().decode(ImageFrame.self, from: Data(json.utf8)) else {
            return nil
        }
        self = frame
    }

    var json: String { columnText(self) }
}

extension FrameOptions {
    /// From its column; nil if it is not what ``json`` wrote.
    init?(json: String) {
        // Only the catalogue writes it.
        guard let options = try? JSONDecoder().decode(FrameOptions.self, from: Data(json.utf8)) else {
            return nil
        }
        self = options
    }

    var json: String { columnText(self) }
}

private func columnText(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Sound: texts and finite numbers can always be encoded.
    return String(decoding: try! encoder.encode(value), as: UTF8.self)
}
