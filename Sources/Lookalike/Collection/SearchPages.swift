internal import LookalikeEngine

/// Where a page of results ends, to go on from there; a text that can be kept and passed on.
public struct PageEnd: Sendable, Equatable, CustomStringConvertible {
    let cursor: SearchCursor

    /// Letters, digits, `-` and `_`.
    public var description: String { cursor.description }

    init(_ cursor: SearchCursor) { self.cursor = cursor }

    /// Reads what ``description`` wrote.
    ///
    /// - Throws: ``LookalikeError/invalidArgument(_:)``.
    public init(_ text: String) throws {
        do {
            cursor = try SearchCursor(text)
        } catch {
            throw LookalikeError.invalidArgument("\(error)")
        }
    }
}

/// A page of a search's results.
public struct ResultPage: Sendable {
    /// As ``ImageCollection/search(_:k:threshold:filter:)`` gives them; no two pages of a search have the same.
    public let result: SearchResult
    /// Given as `after`, it gets the next page; nil on the last one.
    public let end: PageEnd?
}

extension ImageCollection {
    /// Finds the images most like a query, page by page and without an end: no result comes twice and none is left out, however
    /// many have the same score and whatever is added or removed meanwhile.
    ///
    /// - Parameters:
    ///   - query: the same for each page.
    ///   - size: how many results a page has, 1 or more.
    ///   - end: that of the page before; nil for the first page.
    ///   - threshold: as in ``search(_:k:threshold:filter:)``, and the same for each page.
    ///   - filter: as ``search(_:k:threshold:filter:)`` takes it, and the same for each page.
    /// - Throws: as ``search(_:k:threshold:filter:)``; ``LookalikeError/invalidArgument(_:)`` where `end` is of another search.
    public func page(
        _ query: ImageQuery, size: Int = 50, after end: PageEnd? = nil, threshold: Double? = nil,
        filter: [String: [AttributeValue]] = [:]
    ) async throws -> ResultPage {
        guard size > 0 else {
            throw LookalikeError.invalidArgument("A page has 1 result or more, and not \(size).")
        }
        var options = PageOptions(
            size: size, try Self.options(k: size, threshold: threshold, filter: filter))
        // Each image is a result of its own, as everywhere in the library.
        options.listsFrames = true
        let chosen = options
        return try await use { engine, collection in
            let asked = try await query.asked(engine)
            let page = try await engine.page(collection, for: asked, options: chosen, after: end?.cursor)
            let result = await engine.blocking { SearchResult(page.answer, engine, collection) }
            return ResultPage(result: result, end: page.next.map { PageEnd($0) })
        }
    }
}
