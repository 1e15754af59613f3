internal import LookalikeEngine

/// Images of a collection that are versions of one picture.
public struct Duplicates: Sendable, Equatable {
    /// How an image is a duplicate of its group's first one.
    public enum Kind: Sendable, Equatable {
        /// The same bytes.
        case exact
        /// The same picture encoded again, resized, or a little brighter or darker.
        case near
        /// Cropped, turned, mirrored, with a border, or with something on it.
        case edited
    }

    /// An image of the group.
    public struct Member: Sendable, Equatable {
        /// As it was stored when the group was put together.
        public let image: StoredImage
        /// Nil for the first image, with which the others are compared.
        public let kind: Kind?
        /// How much of it is the same as in the first image, 0 to 1.
        public let score: Double
    }

    /// The most different kind among the members.
    public let kind: Kind
    /// Two or more.
    public let members: [Member]
    /// The id of the one that is best to keep: the largest, of equal ones the least compressed.
    public let best: String
}

extension ImageCollection {
    /// Finds images that are versions of one picture: equal bytes, copies, and edited copies. What was compared before is not
    /// compared again; images that are added later are compared at once. Nothing is removed.
    ///
    /// - Parameter progress: called often, from any thread; counts images of different contents.
    /// - Returns: the groups, by the age of their oldest images. Those that somebody has decided about, on the page of a server,
    ///   say, are not among them.
    /// - Throws: ``LookalikeError/busy(_:)`` where duplicates are being looked for already, ``LookalikeError/storageFull``,
    ///   `CancellationError`.
    public func duplicates(
        progress: @escaping @Sendable (SyncProgress) -> Void = { _ in }
    ) async throws -> [Duplicates] {
        try await use { engine, collection in
            _ = try await engine.findDuplicates(in: collection) { progress(SyncProgress($0)) }
            var groups: [DuplicateGroup] = []
            var end: Int64? = 0
            while let after = end {
                let page = try await engine.duplicateGroups(in: collection, after: after, limit: 500)
                groups += page.groups
                end = page.next
            }
            let found = groups
            return await engine.blocking { found.map { Duplicates($0, engine, collection) } }
        }
    }
}

extension Duplicates {
    fileprivate init(_ group: DuplicateGroup, _ engine: Engine, _ collection: OpenCollection) {
        self.init(
            kind: Kind(group.kind),
            members: group.members.map {
                Member(
                    image: StoredImage($0.image, engine, collection), kind: $0.kind.map { Kind($0) },
                    score: $0.score)
            }, best: group.best.id)
    }
}

extension Duplicates.Kind {
    fileprivate init(_ kind: DuplicateKind) {
        self =
            switch kind {
            case .exact: .exact
            case .near: .near
            case .edited: .edited
            }
    }
}
