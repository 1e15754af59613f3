internal import Catalogue
internal import Foundation
internal import JSON
internal import WorkThreads

/// An image to import.
public struct ImportItem: Sendable {
    /// Its id in the collection: the same in every run, so that an import can be continued.
    public var key: String
    public var name: String
    /// Created if there is none of that name; nil for none.
    public var category: String?
    /// Reads the encoded image; called on a thread that may block.
    public var read: @Sendable () throws -> [UInt8]

    public init(key: String, name: String, category: String?, read: @escaping @Sendable () throws -> [UInt8])
    {
        self.key = key
        self.name = name
        self.category = category
        self.read = read
    }
}

/// The result of an import.
public struct ImportReport: Sendable, Codable, Equatable {
    public var collection: String
    public var total = 0
    public var added = 0
    /// Images with a known key and different bytes or another category.
    public var changed = 0
    public var unchanged = 0
    /// Images with the same bytes as another image of the collection: not stored again.
    public var copies = 0
    public var failed = 0
    /// Categories of the collection that have images.
    public var categories = 0
    /// Images that could not be imported; the first hundred.
    public var problems: [SyncProblem] = []
    /// Images that were imported although a part is missing; the first hundred.
    public var marks: [SyncProblem] = []
    public var seconds = 0.0

    fileprivate mutating func note(_ outcome: PictureImport.Outcome) {
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
        _ names: [String], firstID: Int64? = nil, in collection: Collection
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
    ///   - item: returns the image at a place, 0 ..< `count`.
    ///   - progress: called often, from any thread.
    /// - Throws: errors that are not an image's fault, such as a full disk or a missing model; `CancellationError`.
    public func importPictures(
        _ count: Int, into collection: Collection, progress: @escaping @Sendable (Job.Progress) -> Void,
        item: @escaping @Sendable (Int) -> ImportItem
    ) async throws -> ImportReport {
        try checkWritable()
        return try await PictureImport(engine: self, collection: collection, item: item).run(count, progress)
    }
}

/// A running import.
private struct PictureImport: Sendable {
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
    let collection: Collection
    let item: @Sendable (Int) -> ImportItem

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

    private func take(_ item: ImportItem) async throws -> Outcome {
        switch try await FaultPolicy.once.attempt({ try await store(item) }) {
        case .success(let outcome): outcome
        case .failure(let refusal): .failed(SyncProblem(path: item.key, detail: refusal.sentence))
        }
    }

    private func store(_ item: ImportItem) async throws -> Outcome {
        let key = try Engine.validKey(item.key)
        let known = try await engine.catalogue.image(key: key, in: collection.id)
        let (bytes, isSame) = try await Blocking.run {
            let bytes = try item.read()
            return (bytes, known.map { $0.contentHash == contentHash(bytes) } ?? false)
        }
        let category = item.category.map { CategoryChoice.named($0) } ?? CategoryChoice.none
        if isSame, known?.state == .ready {
            let name = item.category.flatMap { engine.category(named: $0, in: collection) }
            if known?.category == name?.id, item.category == nil || name != nil { return .unchanged }
            _ = try await engine.label(key, attributes: nil, category: category, in: collection)
            return .changed(mark: nil)
        }
        var options = PutOptions(name: item.name)
        options.category = category
        // An image with a known key is replaced, even if another image has its new bytes.
        options.copies = known == nil ? .answerExisting : .store
        options.isInteractive = false
        if known == nil { options.externalID = try await engine.newNumber(in: collection) }
        let outcome = try await engine.put(bytes, as: key, options: options, in: collection)
        if outcome.isCopy { return .copy }
        let mark = outcome.image.mark.map { SyncProblem(path: item.key, detail: $0) }
        return outcome.isNew ? .added(mark: mark) : .changed(mark: mark)
    }
}
