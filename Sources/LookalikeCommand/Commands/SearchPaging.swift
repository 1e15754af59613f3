import ArgumentParser
import Foundation
import LookalikeEngine
import LookalikeJSON
import LookalikePictures

/// What `search` is told of its results' order and pages, and of the views of its images.
struct SearchPaging: ParsableArguments {
    @Option(
        help: ArgumentHelp("Only images with these attributes, as a JSON object.", valueName: "json"))
    var filter: String?

    @Option(
        help: ArgumentHelp(
            "The part of the first image to search by: shares of its sides, from the top left.",
            valueName: "x,y,width,height"))
    var region: String?

    @Flag(help: "Show near-identical images as one, with the number of copies.")
    var fold = false

    @Option(
        help: ArgumentHelp(
            "Show the 'best' frame of each video or file of pages, or 'all' of them.", valueName: "which"))
    var frames = FramesArgument.best

    @Option(
        help: ArgumentHelp(
            "With --fold: the score between near-identical images. (default: 0.98)", valueName: "t"))
    var foldThreshold: Double?

    @Option(
        help: ArgumentHelp(
            "Order by score, date or name; other than by score, the best --among.", valueName: "order"))
    var sort = SortArgument.score

    @Flag(help: "Turn the order by date or name around.")
    var reverse = false

    @Option(
        help: ArgumentHelp("How many of the best are put in another order than by score.", valueName: "n"))
    var among = 1_000

    @Option(help: ArgumentHelp("Show this page of --top-k results each, from 1.", valueName: "n"))
    var page = 1

    @Option(
        help: ArgumentHelp(
            "Go on after the page whose JSON had this as 'next'; with the same query.", valueName: "cursor"))
    var cursor: String?

    @Option(
        help: ArgumentHelp(
            "Search also by other views of the images: turns, mirror, crops, comma-separated.",
            valueName: "views"))
    var augment: String?

    @Option(
        help: ArgumentHelp(
            "With --augment: the 'best' score of the views counts, or their 'mean' is searched by.",
            valueName: "how"))
    var augmentBy = AugmentArgument.best

    func validate() throws {
        guard (1...100_000).contains(page) else { throw ValidationError("--page goes from 1 to 100000.") }
        guard cursor == nil || page == 1 else { throw ValidationError("Give --page or --cursor, not both.") }
        guard (1...PageOptions.mostSorted).contains(among) else {
            throw ValidationError("--among goes from 1 to \(PageOptions.mostSorted).")
        }
        if let foldThreshold, !foldThreshold.isFinite {
            throw ValidationError("--fold-threshold is a number.")
        }
        _ = try imageRegion()
        _ = try augmentation()
    }

    /// - Throws: `ValidationError`, ``CommandFailure``.
    func options(topK: Int, threshold: Double?) throws -> PageOptions {
        var search = SearchOptions(topK: topK, threshold: threshold, filter: try attributeFilter())
        search.augmentation = try augmentation()
        var options = PageOptions(size: topK, search)
        (options.isFolded, options.foldThreshold) = (fold, foldThreshold)
        options.listsFrames = frames == .all
        (options.order, options.isReversed, options.among) = (sort.order, reverse, among)
        return options
    }

    func imageRegion() throws -> ImageRegion? {
        guard let region else { return nil }
        let numbers = region.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard numbers.count == 4, let x = numbers[0], let y = numbers[1], let width = numbers[2],
            let height = numbers[3]
        else { throw ValidationError("--region takes four numbers, such as 0,0,0.5,1.") }
        do {
            return try ImageRegion(x: x, y: y, width: width, height: height)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    private func augmentation() throws -> Augmentation? {
        guard let augment else { return nil }
        guard let views = AugmentationFlag(argument: augment) else {
            throw ValidationError(AugmentationFlag.advice)
        }
        return views.by(augmentBy == .best ? .best : .mean)
    }

    private func attributeFilter() throws -> AttributeFilter? {
        guard let filter else { return nil }
        guard let document = try? JSONDecoder().decode([String: JSONValue].self, from: Data(filter.utf8))
        else {
            throw CommandFailure("--filter takes a JSON object, such as '{\"brand\": \"acme\"}'.")
        }
        do {
            return try AttributeFilter(reading: document)
        } catch {
            throw CommandFailure("\(error)")
        }
    }
}

/// An order, as --sort names it.
enum SortArgument: String, ExpressibleByArgument, CaseIterable {
    case score, date, name

    var order: ResultOrder {
        switch self {
        case .score: .score
        case .date: .date
        case .name: .name
        }
    }
}

/// What --frames names.
enum FramesArgument: String, ExpressibleByArgument, CaseIterable {
    case best, all
}

/// What --augment-by names.
enum AugmentArgument: String, ExpressibleByArgument, CaseIterable {
    case best, mean
}
