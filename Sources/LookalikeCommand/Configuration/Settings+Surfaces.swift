import Catalogue
import Configuration
import Foundation
import Server
import Vectors

extension Settings {
    func events() -> EventPhotosConfiguration {
        var configuration = EventPhotosConfiguration()
        if let name = text("events.collection") { configuration.collection = name }
        if let model = text("events.model") { configuration.model = model }
        return configuration
    }

    func gallery() throws -> GalleryConfiguration {
        var configuration = GalleryConfiguration()
        if let name = text("gallery.collection") { configuration.collection = name }
        if let model = text("gallery.model") { configuration.model = model }
        let kinds = IndexKind.allCases.map(\.rawValue).joined(separator: ", ")
        if let kind = try value("gallery.index", "one of \(kinds)", IndexKind.init(rawValue:)) {
            configuration.indexKind = kind
        }
        if let bytes = try integer("gallery.maxUploadBytes", in: 1...(1 << 30)) {
            configuration.maximumUploadBytes = bytes
        }
        if let limit = try integer("gallery.searchLimit", in: 1...50) { configuration.searchLimit = limit }
        if let uses = try value("gallery.usePrototypes", "true or false", Bool.init) {
            configuration.usesPrototypes = uses
        }
        return configuration
    }
}
