internal import CLookalikeAssets

/// A file compiled into the program.
///
/// `@unchecked Sendable` is sound: its bytes are constants of the program, never freed or changed.
public struct Asset: @unchecked Sendable {
    // Sound: the bytes are a constant of the program, never written and never freed.
    /// The file's content; valid as long as the process runs.
    public let bytes: UnsafeRawBufferPointer
    /// The path that it was compiled under, such as `web/index.html`.
    public let name: String

    /// All of them, by name.
    public static let all: [String: Asset] = {
        var count = 0
        guard let assets = lk_assets(&count) else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: UnsafeBufferPointer(start: assets, count: count).map { asset in
                let name = String(cString: asset.name)
                let bytes = UnsafeRawBufferPointer(start: asset.bytes, count: asset.count)
                return (name, Asset(bytes: bytes, name: name))
            })
    }()

    /// The files of a folder, such as `web`.
    public static func folder(_ folder: String) -> [Asset] {
        all.values.filter { $0.name.hasPrefix(folder + "/") }.sorted { $0.name < $1.name }
    }

    /// The last part of the name.
    public var fileName: String { name.split(separator: "/").last.map(String.init) ?? name }

    /// By the file name's extension.
    public var mediaType: String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "json", "webmanifest": "application/json"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        default: "application/octet-stream"
        }
    }
}
