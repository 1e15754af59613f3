internal import LookalikeEngine
internal import LookalikeJSON
internal import LookalikeMultipart
internal import LookalikeOpenAPI

/// A view of a query's images, by the name that clients give it.
enum AugmentedView: String, Codable, Sendable, CaseIterable {
    case turns, mirror, crops
}

/// An order of results, as clients name it.
enum SortName: String, Codable, Sendable, CaseIterable, ParameterValue {
    case score, date, name

    var order: ResultOrder {
        switch self {
        case .score: .score
        case .date: .date
        case .name: .name
        }
    }
}

/// What becomes of the vectors of views, as clients name it.
enum AugmentName: String, Codable, Sendable, CaseIterable, ParameterValue {
    case best, mean

    var combination: Augmentation.Combination { self == .best ? .best : .mean }
}

/// What a search may say of its pages, their order and the views of its images: in JSON and in forms.
enum PageFields {
    static let addressText =
        "The address of an image, http or https, if the server's settings allow to fetch images."
    static let cursorText =
        "The `next` of the results before. Alone it is enough for as long as the search is kept, an hour at most; with the same query it always is."
    static let foldText =
        "Whether near-identical images are one result, which has the others as `copies`."
    static let framesText =
        "Whether a video, or another file with several images, is one result, which is the best of its frames and has the others as `frames`; or each of `all` frames is one."
    static let foldThresholdText =
        "The score between two images from which on they are near-identical. Left out: \(PageOptions.nearIdentical), for cosines."
    static let sortText =
        "The order of the results: `score`; `date`, the newest first (when the file was modified, or an upload stored); `name`. Other than by score, it is the order of the best `among` at or above the `threshold`."
    static let reverseText = "Whether the order by date or name is turned around."
    static let amongText =
        "How many of the best results are put in order by date or name; at most \(PageOptions.mostSortedAndFolded) with `fold`."
    static let augmentText =
        "Other views of the query's images that are searched by too: `turns` (four), `mirror`, `crops` (the corners and the middle)."
    static let augmentByText =
        "Whether the highest score of the views counts (`best`), or their mean vector is searched by (`mean`)."

    private static let address = QueryParameter<String>("url", location: .body, description: addressText)
    private static let cursor = QueryParameter<String>("cursor", location: .body, description: cursorText)
    private static let fold = QueryParameter<Bool>(
        "fold", default: false, location: .body, description: foldText)
    private static let frames = QueryParameter<FrameResults>(
        "frames", default: .best, allowed: FrameResults.allCases, location: .body, description: framesText)
    private static let foldThreshold = QueryParameter<Double>(
        "fold_threshold", location: .body, description: foldThresholdText)
    private static let sort = QueryParameter<SortName>(
        "sort", default: .score, allowed: SortName.allCases, location: .body, description: sortText)
    private static let reverse = QueryParameter<Bool>(
        "reverse", default: false, location: .body, description: reverseText)
    private static let among = QueryParameter<Int>(
        "among", default: 1_000, in: 1...PageOptions.mostSorted, location: .body, description: amongText)
    private static let augment = QueryParameter<String>(
        "augment", location: .body, description: augmentText + " Comma-separated.")
    private static let augmentBy = QueryParameter<AugmentName>(
        "augment_by", default: .best, allowed: AugmentName.allCases, location: .body,
        description: augmentByText)

    /// Fields of a form with one query.
    static let query: [any ParameterSpec] = [address, cursor]
    /// Fields of a form with one query or several.
    static let options: [any ParameterSpec] = [
        fold, frames, foldThreshold, sort, reverse, among, augment, augmentBy,
    ]

    /// - Throws: ``ValidationIssues``.
    static func read(_ order: SearchOrder, _ search: SearchOptions) throws -> PageOptions {
        var options = PageOptions(size: search.topK, search)
        options.isFolded = order.fold ?? false
        options.foldThreshold = order.foldThreshold
        options.listsFrames = order.frames == .all
        options.order = order.sort?.order ?? .score
        options.isReversed = order.reverse ?? false
        options.among = try among.parse(order.among.map { "\($0)" }).asIssues.get()
        options.search.augmentation = augmentation(order.augment ?? [], by: order.augmentBy ?? .best)
        return options
    }

    /// - Throws: ``ValidationIssues``.
    static func read(_ form: MultipartForm, _ search: SearchOptions) throws -> PageOptions {
        var options = PageOptions(size: search.topK, search)
        options.isFolded = try fold.parse(form.value("fold")).asIssues.get()
        options.foldThreshold = try foldThreshold.parseIfPresent(form.value("fold_threshold")).asIssues.get()
        options.listsFrames = try frames.parse(form.value("frames")).asIssues.get() == .all
        options.order = try sort.parse(form.value("sort")).asIssues.get().order
        options.isReversed = try reverse.parse(form.value("reverse")).asIssues.get()
        options.among = try among.parse(form.value("among")).asIssues.get()
        let names = form.value("augment")?.split(separator: ",").map { $0.filter { !$0.isWhitespace } } ?? []
        let views = try names.map { name in
            guard let view = AugmentedView(rawValue: name) else {
                throw NativeSurface.issue(
                    "There is no view '\(name)': use turns, mirror or crops", at: ["body", "augment"])
            }
            return view
        }
        options.search.augmentation = augmentation(
            views, by: try augmentBy.parse(form.value("augment_by")).asIssues.get())
        return options
    }

    private static func augmentation(
        _ views: [AugmentedView], by name: AugmentName
    ) -> Augmentation? {
        if views.isEmpty { return nil }
        return Augmentation(
            turns: views.contains(.turns), mirror: views.contains(.mirror), crops: views.contains(.crops),
            combination: name.combination)
    }
}
