internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeVectorFormats
internal import LookalikeWorkThreads

/// Creates or updates a company's folder from a folder of images; unchanged images keep their vectors. The files have
/// the format of the multi-tenant system, so that it can read them too.
public struct CompanyGeneration: Sendable {
    /// The folder of images.
    public let input: String
    /// The company's folder; created if there is none.
    public let output: String
    /// The name of the model to embed with.
    public let model: String
    /// Embeds every image again.
    public let force: Bool
    /// The model of a folder that does not name one; nil if unknown.
    public let assumedModel: String?

    /// Only keeps the settings: nothing is read or written yet.
    public init(
        input: String, output: String, model: String, force: Bool = false, assumedModel: String? = nil
    ) {
        (self.input, self.output, self.model, self.force) = (input, output, model, force)
        self.assumedModel = assumedModel
    }

    /// What was done.
    public struct Report: Sendable, Encodable, Equatable {
        /// The company's folder.
        public var folder: String
        /// The name of the model of its vectors.
        public var model: String
        /// Images in the company's folder now.
        public var total = 0
        /// Images that were embedded by this run.
        public var embedded = 0
        /// Images that kept their vectors.
        public var unchanged = 0
        /// Images that left the company's folder, because their files are gone.
        public var removed = 0
        /// Images that could not be read; see ``problems``.
        public var failed = 0
        /// How long the run took.
        public var seconds = 0.0
        /// Files that are not images, and their most frequent kinds.
        public var passedBy = 0
        /// The kinds of those files, the most frequent first.
        public var passedByKinds: [PassedBy.Kind] = []
        /// Which images could not be read, and why.
        public var problems: [SyncProblem] = []
        /// Images that were embedded although a part of them is missing.
        public var marks: [SyncProblem] = []

        enum CodingKeys: String, CodingKey {
            case folder, model, total, embedded, unchanged, removed, failed, seconds, problems, marks
            case passedBy = "passed_by"
            case passedByKinds = "passed_by_kinds"
        }
    }

    /// - Parameter progress: called often, from any thread.
    /// - Throws: ``EngineError/folderUnreadable(path:detail:)``, also if there are no images;
    ///   ``EngineError/collectionBusy(_:)`` while another process generates the same folder;
    ///   ``EngineError/storageFull``, ``EngineError/dataFolderUnusable(path:detail:)``,
    ///   ``/LookalikeEmbedding/EmbeddingError``, `CancellationError`. The folder is unchanged then.
    public func run(
        _ embedder: Embedder, progress: @escaping @Sendable (Job.Progress) -> Void = { _ in }
    ) async throws -> Report {
        let begin = ContinuousClock.now
        let (scan, files) = try await Blocking.run { [input] in
            let scan = try FolderScan.walk(input)
            return (scan, scan.files.map(\.settled))
        }
        guard !files.isEmpty else {
            throw EngineError.folderUnreadable(path: input, detail: "there are no images in it")
        }
        let loaded = try await embedder.model(named: model)
        let lock = try await Blocking.run { [output] in try CompanyFolderLock(output) }
        var report = Report(folder: output, model: model)
        report.problems = scan.problems
        (report.passedBy, report.passedByKinds) = (scan.passedBy.count, scan.passedBy.kinds())
        let previous = await Blocking.run { [self] in
            force
                ? nil
                : PreviousCompany(output, of: input, model: loaded, assumed: assumedModel)
        }
        // Vectors of different preparations are never mixed, just like those of different models.
        let preparation = previous?.preparation ?? .standard
        let unchanged = previous?.rows(of: files) ?? []
        let known = Set(unchanged.map(\.file.path))
        let new = files.filter { !known.contains($0.path) }
        if previous?.isAsWritten(unchanged, of: input, in: output) != true || !new.isEmpty {
            let draft = try await Blocking.run { [self] in
                try CompanyDraft(in: output, of: input, dimension: loaded.manifest.dimension)
            }
            do {
                try await Blocking.run { try previous?.copy(unchanged, to: draft) }
                try await embed(new, loaded, preparation, embedder, draft, &report, progress) {
                    previous?[$0.path]?.withoutContent
                }
                guard draft.count > 0 else {
                    throw EngineError.folderUnreadable(
                        path: input, detail: "none of its images can be read")
                }
                if report.embedded == 0, previous?.isAsWritten(unchanged, of: input, in: output) == true {
                    draft.discard()
                } else {
                    try await Blocking.run { try draft.publish(model: loaded, preparation: preparation) }
                }
            } catch {
                draft.discard()
                throw error
            }
        }
        let problems = report.problems.map(\.path)
        try await Blocking.run { [self] in
            try FailedFiles.write(problems, root: Engine.absolute(input), in: output)
        }
        (report.total, report.unchanged) = (unchanged.count + report.embedded, unchanged.count)
        report.removed = max(0, (previous?.count ?? 0) - unchanged.count - report.changed(new, previous))
        withExtendedLifetime(lock) {}
        report.seconds = (ContinuousClock.now - begin).inSeconds
        return report
    }

    /// - Parameter old: the existing row of the image.
    private func embed(
        _ files: [FolderScan.File], _ model: LoadedModel, _ preparation: ImagePreparation,
        _ embedder: Embedder, _ draft: CompanyDraft, _ report: inout Report,
        _ progress: @escaping @Sendable (Job.Progress) -> Void, old: (FolderScan.File) -> CompanyRow?
    ) async throws {
        let root = input.hasSuffix("/") ? input : input + "/"
        var counts = (embedded: 0, problems: [SyncProblem](), marks: [SyncProblem]())
        try await embedder.embed(
            files: files.map { root + $0.path }, with: model, preparation: preparation, progress: progress
        ) { position, outcome in
            switch outcome {
            case .embedded(let result):
                let file = files[position]
                try draft.append([(file, old(file))], normalized(result.vector))
                counts.embedded += 1
                if let mark = result.mark {
                    counts.marks.append(SyncProblem(path: file.path, detail: mark))
                }
            case .unreadable(let sentence):
                counts.problems.append(SyncProblem(path: files[position].path, detail: sentence))
            }
        }
        report.embedded = counts.embedded
        report.failed = counts.problems.count
        report.problems += counts.problems
        report.marks = counts.marks
    }
}

extension FolderScan.File {
    /// If the file may change again unnoticed, with a time of change that matches no other: it is read again next
    /// time.
    fileprivate var settled: FolderScan.File {
        var file = self
        if !signature.isSettled { file.signature.changed = 0 }
        return file
    }
}

extension CompanyGeneration.Report {
    /// How many of the files had a vector before.
    fileprivate func changed(_ files: [FolderScan.File], _ previous: PreviousCompany?) -> Int {
        guard let previous else { return 0 }
        return files.count { previous.has($0.path) }
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
