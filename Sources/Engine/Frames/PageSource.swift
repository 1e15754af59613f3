internal import LookalikePictures
enum PageSource {
    static func frame(_ number: Int, of path: String, limits: DecodingLimits) throws -> [UInt8] { [] }
}
