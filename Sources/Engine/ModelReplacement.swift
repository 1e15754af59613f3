/// Which network made a collection's vectors, and which one has its name now.
public struct ModelReplacement: Sendable, Equatable, CustomStringConvertible {
    public let collection: String
    public let model: String
    /// The one that made them; nil where the collection does not say, and the installed one gives other vectors.
    public let has: String?
    public let installed: String
    /// What to do beside installing the former again.
    public var remedy = "index the images into a new collection"

    public var description: String {
        let made = has.map { "\($0) of the model '\(model)'" } ?? "another network than the model '\(model)'"
        return
            "The vectors of the collection '\(collection)' were made by \(made); installed under that name is "
            + "\(installed). Their vectors can't be compared, so nothing is embedded. Install the former again, or "
            + "\(remedy)."
    }
}
