internal import LookalikeEngine

/// The collections that interfaces of other systems serve by their names, as the settings say.
public struct ServedNames: Sendable {
    /// The setting that names each collection, by the collection's name.
    let settings: [String: String]

    /// - Throws: ``ServedNameError`` if an interface serves the collection: under another name it would not find it, and
    ///   make an empty one.
    public func checkRenaming(_ collection: String) throws(ServedNameError) {
        guard let setting = settings[collection] else { return }
        throw ServedNameError(collection: collection, setting: setting)
    }
}

/// A collection keeps its name, since an interface serves it by that.
public struct ServedNameError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The collection's name.
    public let collection: String
    /// The environment variable that names it.
    public let setting: String

    public var description: String {
        "An interface serves '\(collection)' by its name: set \(setting) to the new name first, where the server is started."
    }
}

extension LookalikeServerConfiguration {
    /// The collections that interfaces serve by their names.
    public var servedNames: ServedNames {
        let named = [
            (products.collection, "LOOKALIKE_PRODUCTS_COLLECTION"),
            (events.collection, "LOOKALIKE_EVENTS_COLLECTION"),
            (gallery.collection, "LOOKALIKE_GALLERY_COLLECTION"),
            (millionScale.collection, "LOOKALIKE_MILLION_SCALE_COLLECTION"),
        ]
        let companies = (companies.collections ?? []).map { ($0, "LOOKALIKE_COMPANIES_COLLECTIONS") }
        return ServedNames(settings: Dictionary(named + companies, uniquingKeysWith: { first, _ in first }))
    }
}
