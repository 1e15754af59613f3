internal import Foundation

/// RFC 4648.
enum Base64 {
    static func decoded(_ text: String) throws(TokenizerError) -> [UInt8] {
        guard let data = Data(base64Encoded: text) else {
            throw .damaged(detail: "tokenizer.json has a damaged charsmap")
        }
        return [UInt8](data)
    }
}
