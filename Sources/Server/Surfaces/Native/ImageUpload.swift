internal import LookalikeJSON
internal import LookalikeMultipart
internal import LookalikeOpenAPI

/// An image that a client uploads.
struct ImageUpload {
    let bytes: [UInt8]
    var name: String?
    var attributes: [String: JSONValue]?

    /// From a form's `file`, `name` and `attributes`, or from the body.
    static func read(_ request: RouteRequest) async throws -> ImageUpload {
        guard request.mediaType == "multipart/form-data" else {
            return ImageUpload(bytes: try await request.bytes())
        }
        let form = try await request.form()
        let file = try form.requiredFile("file")
        let names = [form.value("name"), file.header.filename].compactMap { $0 }
        return ImageUpload(
            bytes: file.bytes, name: names.first { !$0.isEmpty }, attributes: try form.object("attributes"))
    }
}
