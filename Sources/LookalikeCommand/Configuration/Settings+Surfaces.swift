import Configuration
import Foundation
import LookalikeCatalogue
import LookalikeServer
import LookalikeVectors

extension Settings {
    func events() -> EventPhotosConfiguration {
        var configuration = EventPhotosConfiguration()
        if let name = text(.eventsCollection) { configuration.collection = name }
        if let model = text(.eventsModel) { configuration.model = model }
        return configuration
    }

    func gallery() throws -> GalleryConfiguration {
        var configuration = GalleryConfiguration()
        if let name = text(.galleryCollection) { configuration.collection = name }
        if let model = text(.galleryModel) { configuration.model = model }
        let kinds = IndexKind.allCases.map(\.rawValue).joined(separator: ", ")
        if let kind = try value(.galleryIndex, "one of \(kinds)", IndexKind.init(rawValue:)) {
            configuration.indexKind = kind
        }
        if let bytes = try integer(.galleryMaxUploadBytes, in: 1...(1 << 30)) {
            configuration.maximumUploadBytes = bytes
        }
        if let limit = try integer(.gallerySearchLimit, in: 1...50) { configuration.searchLimit = limit }
        if let uses = try value(.galleryUsePrototypes, "true or false", Bool.init) {
            configuration.usesPrototypes = uses
        }
        return configuration
    }
}
