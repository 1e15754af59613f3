internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
internal import LookalikeWorkThreads

/// The result of an import.
public struct ImportReport: Sendable, Codable, Equatable {
    /// The collection's name.
    public var collection: String
    /// Images in the list.
    public var total = 0
    /// Images whose id was new.
    public var added = 0
    /// Images with a known id and different bytes or another category.
    public var changed = 0
    /// Images with a known id, the same bytes and the same category.
    public var unchanged = 0
    /// Images with the same bytes as another image of the collection: not stored again.
    public var copies = 0
    /// Images that could not be imported.
    public var failed = 0
    /// Categories of the collection that have images.
    public var categories = 0
    /// Images that could not be imported; the first hundred.
    public var problems: [SyncProblem] = []
    /// Images that were imported although a part is missing; the first hundred.
    public var marks: [SyncProblem] = []
    /// How long the import took.
    public var seconds = 0.0

    fileprivate mutating func note(_ outcome: ImageImport.Outcome) {
        switch outcome {
        case .added(let mark):
            added += 1
            note(mark)
        case .changed(let mark):
            changed += 1
            note(mark)
        case .unchanged: unchanged += 1
        case .copy: copies += 1
        case .failed(let problem):
            failed += 1
            if problems.count < SyncReport.maximumProblems { problems.append(problem) }
        }
    }

    private mutating func note(_ mark: SyncProblem?) {
        if let mark, marks.count < SyncReport.maximumProblems { marks.append(mark) }
    }
}

extension Engine {
    /// Creates those categories of a list that a collection lacks, in the list's order.
    ///
    /// - Parameter firstID: the id of the first; the others follow, as far as these ids are free. Nil takes the next
    ///   ids.
    public func makeCategories(
        _ names: [String], firstID: Int64? = nil, in collection: OpenCollection
    ) async throws {
        for (place, name) in names.enumerated() where category(named: name, in: collection) == nil {
            let wanted = firstID.map { $0 + Int64(place) }
            let isFree = wanted.map { id in !categories(in: collection).contains { $0.id == id } } ?? false
            do {
                _ = try await createCategory(name, id: isFree ? wanted : nil, in: collection)
            } catch EngineError.categoryExists {
                // Another caller has just created it.
            } catch EngineError.invalidCategoryName {
                // Reported with each of its images.
            }
        }
    }

    /// Imports images and their categories. Each is durable once it is counted. Unreadable images are reported and do
    /// not stop the others.
    ///
    /// - Parameters:
    ///   - item: returns the image at a place, 0 ..< `count`. Its id is the same in every run, so that an import can be
    ///     continued. New images get a number where they have none, and those with the bytes of another are not
    ///     stored.
    ///   - progress: called often, from any thread.
    /// - Throws: errors that are not an image's fault, such as a full disk or a missing model; `CancellationError`.
    public func importImages(
        _ count: Int, into collection: OpenCollection, progress: @escaping @Sendable (Job.Progress) -> Void,
        item: @escaping @Sendable (Int) -> IncomingImage
    ) async throws -> ImportReport {
        try checkWritable()
        return try await ImageImport(engine: self, collection: collection, item: item).run(count, progress)
    }
}

/// A running import.
private struct ImageImport: Sendable {
    enum Outcome: Sendable {
        /// With a remark about the missing part, if any.
        case added(mark: SyncProblem?)
        case changed(mark: SyncProblem?)
        case unchanged, copy
        case failed(SyncProblem)
    }

    /// Images processed at once.
    private static let window = 64

    let engine: Engine
    let collection: OpenCollection
    let item: @Sendable (Int) -> IncomingImage

    func run(
        _ count: Int, _ progress: @escaping @Sendable (Job.Progress) -> Void
    ) async throws -> ImportReport {
        let begin = ContinuousClock.now
        var report = ImportReport(collection: collection.name, total: count)
        var meter = ProgressMeter(total: count, begin: begin)
        let intake = Intake(window: .init(count: Self.window), isOrdered: false)
        try await intake.run(ListedImages(count) { $0 }) { place, _ in
            try await take(item(place))
        } each: { _, outcome in
            report.note(outcome)
            meter.done += 1
            progress(meter.progress(at: .now))
        }
        report.categories = engine.categories(in: collection).count { $0.count > 0 }
        report.seconds = (ContinuousClock.now - begin).seconds
        return report
    }

    private func take(_ image: IncomingImage) async throws -> Outcome {
        let path = image.id ?? ""
        switch try await FaultPolicy.once.attempt({ try await store(image, path) }) {
        case .success(let outcome): return outcome
        case .failure(let refusal): return .failed(SyncProblem(path: path, detail: refusal.sentence))
        }
    }

    private func store(_ image: IncomingImage, _ path: String) async throws -> Outcome {
        var (checked, known) = try await Blocking.scope { () async throws in try await check(image) }
        if let known, known.state == .ready, known.contentHash == checked.hash {
            if has(image.category, known) { return .unchanged }
            _ = try await engine.label(
                checked.id, attributes: nil, category: image.category, in: collection)
            return .changed(mark: nil)
        }
        if known == nil, checked.copy == nil, image.externalID == nil {
            checked.image.externalID = try await engine.newNumber(in: collection)
        }
        let outcome = try await engine.put(checked, in: collection)
        if outcome.isCopy { return .copy }
        let mark = outcome.image.mark.map { SyncProblem(path: path, detail: $0) }
        return outcome.isNew ? .added(mark: mark) : .changed(mark: mark)
    }

    /// - Returns: with the present record of its id.
    private func check(_ image: IncomingImage) async throws -> (CheckedImage, known: ImageRecord?) {
        var image = image
        let id = try Engine.validID(image.id)
        let known = try await engine.catalogue.image(id: id, in: collection.recordID)
        image.id = id
        // An image with a known id is replaced, even if another image has its new bytes.
        image.copies = known == nil ? .answerExisting : .store
        image.isInteractive = false
        return (try await engine.check(image, in: collection), known)
    }

    /// Whether an image has the category that was chosen for it.
    private func has(_ category: CategoryChoice, _ image: ImageRecord) -> Bool {
        switch category {
        case .unchanged, .nearest: true
        case .none: image.category == nil
        case .id(let id): image.category == id
        case .named(let name):
            engine.category(named: name, in: collection).map { $0.id == image.category } ?? false
        }
    }
}
