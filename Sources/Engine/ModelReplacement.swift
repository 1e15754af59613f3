/// The model identity of a collection, and the identity of the model that is now installed under that name.
public struct ModelReplacement: Sendable, Equatable, CustomStringConvertible {
    /// The collection's name.
    public let collection: String
    /// The model's name.
    public let model: String
    /// The identity that made the vectors; nil if the collection does not record it and the installed model does not
    /// reproduce its vectors.
    public let has: String?
    /// The identity of the installed model.
    public let installed: String
    /// What to do other than reinstalling the previous model; nil for migrating the collection.
    public var remedy: String?

    public var description: String {
        let made = has.map { "\($0) of the model '\(model)'" } ?? "another network than the model '\(model)'"
        let remedy = remedy ?? "make new vectors with 'lookalike migrate \(collection) --model \(model)'"
        return
            "The vectors of the collection '\(collection)' were made by \(made); installed under that name is "
            + "\(installed). Their vectors can't be compared, so nothing is embedded. Install the former again, or "
            + "\(remedy)."
    }
}
