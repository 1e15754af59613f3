/// Where the bytes of an export's images are found.
public struct ImageOrigins: Sendable {
    /// Whether the collection has the folder that the exported one was synced with: its files are files again.
    public var hasFolder = false
    /// The uploads that were exported; nil if there are none.
    public var uploads: ExportedUploads?

    /// Nowhere: images are vectors only.
    public init() {}
}
