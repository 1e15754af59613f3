internal import LookalikeCatalogue
internal import LookalikeWorkThreads

extension Engine {
    /// A page of the groups of duplicates that the searches so far found: see
    /// ``startDuplicateSearch(in:options:)``. Groups that somebody decided about are not among them.
    ///
    /// - Parameters:
    ///   - kind: only groups whose most different member is of this kind.
    ///   - isPutOff: those that somebody put off, in place of those that are open.
    ///   - after: the `next` of the page before.
    /// - Throws: ``/LookalikeCatalogue/CatalogueError``.
    public func duplicateGroups(
        in collection: OpenCollection, kind: DuplicateKind? = nil, isPutOff: Bool = false, after: Int64 = 0,
        limit: Int
    ) async throws -> DuplicateGroupPage {
        let all = try await contentGroups(of: collection, isPutOff: isPutOff)
        let wanted = kind.map { kind in all.filter { $0.kind == kind } } ?? all
        let rest = wanted.drop { $0.images[0] <= after }
        let page = rest.prefix(max(1, limit))
        var groups: [DuplicateGroup] = []
        for group in page {
            if let made = try await makeGroup(group) { groups.append(made) }
        }
        return DuplicateGroupPage(
            groups: groups, next: page.count < rest.count ? page.last?.images[0] : nil, total: wanted.count)
    }

    /// The open group, or the one that was put off, with an id.
    ///
    /// - Throws: ``EngineError/invalidDecision(_:)`` if there is none.
    public func duplicateGroup(_ id: String, in collection: OpenCollection) async throws -> DuplicateGroup {
        for isPutOff in [false, true] {
            let groups = try await contentGroups(of: collection, isPutOff: isPutOff)
            if let group = groups.first(where: { $0.id == id }), let made = try await makeGroup(group) {
                return made
            }
        }
        throw EngineError.invalidDecision("there is no group '\(id)', or it has changed or was decided")
    }

    private func contentGroups(
        of collection: OpenCollection, isPutOff: Bool
    ) async throws -> [ContentGroup] {
        let (catalogue, cache, recordID) = (catalogue, duplicateGroups, collection.recordID)
        let key = DuplicateGroupsKey(
            collection: recordID, version: collection.version,
            decisions: duplicateWatch.version(collection), isPutOff: isPutOff)
        if let known = cache.value(key) { return known }
        let contents = try await catalogue.contents(in: recordID)
        let pairs = try await catalogue.duplicatePairs(in: recordID)
        let decisions = try await catalogue.duplicateDecisions(in: recordID)
        let groups = await Blocking.run {
            DuplicateGrouping(contents, decisions: decisions).groups(pairs, isPutOff: isPutOff)
        }
        cache.insert(groups, for: key, weight: groups.reduce(200) { $0 + $1.weight })
        return groups
    }

    /// Nil if fewer than two of its images are left.
    private func makeGroup(_ group: ContentGroup) async throws -> DuplicateGroup? {
        let catalogue = catalogue
        let images = try await catalogue.images(recordIDs: group.images)
        guard images.count > 1 else { return nil }
        let pairs = Dictionary(
            group.others.map { ($0.first == group.reference ? $0.second : $0.first, $0) },
            uniquingKeysWith: { a, _ in a })
        var hasReference = false
        var members = images.map { image -> DuplicateGroup.Member in
            if let pair = pairs[image.contentKey] {
                return DuplicateGroup.Member(image: image, kind: DuplicateKind(pair.kind), score: pair.score)
            }
            defer { hasReference = true }
            return DuplicateGroup.Member(image: image, kind: hasReference ? .exact : nil, score: 1)
        }
        members.sort { a, b in
            let (first, second) = (a.kind?.order ?? -1, b.kind?.order ?? -1)
            return (first, b.score, a.image.recordID) < (second, a.score, b.image.recordID)
        }
        return DuplicateGroup(
            id: group.id, kind: group.kind, members: members, best: BestImage(of: images),
            isPutOff: group.isPutOff)
    }
}

extension DuplicateKind {
    fileprivate var order: Int { Self.allCases.filter { $0 < self }.count }
}

extension ContentGroup {
    /// The hash of its contents.
    var id: String {
        contentHash(
            Array(contents.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: " ").utf8))
    }

    /// The most different kind.
    var kind: DuplicateKind { others.map { DuplicateKind($0.kind) }.max() ?? .exact }
}
