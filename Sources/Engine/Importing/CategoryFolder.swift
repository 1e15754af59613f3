internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeWorkThreads

/// A folder of images with one folder per category: `cats/tom.jpg`, `dogs/small/rex.png`. Images beside those folders
/// have no category. In data sets with parts, the categories are one level deeper: `train/cats/…`, `test/cats/…`.
public struct CategoryFolder: Sendable {
    /// An image's file.
    private struct File: Sendable {
        /// Below the folder.
        let path: String
        let category: String?
    }

    /// Folders above the categories in data sets with parts.
    private static let parts: Set<Substring> = ["train", "test", "val", "valid", "validation"]

    /// The folder's path, as given.
    public let path: String
    private let files: [File]
    /// Files and folders that could not be read.
    public let problems: [SyncProblem]
    /// Files that are not images.
    public let passedBy: PassedBy

    /// Number of images, after the limit.
    public var count: Int { files.count }
    /// Names, sorted.
    public var categories: [String] { Set(files.compactMap(\.category)).sorted() }

    /// Walks the folder as a sync does.
    ///
    /// - Parameter limit: most images, taking turns between categories; nil means all.
    /// - Throws: ``EngineError/folderUnreadable(path:detail:)``.
    public init(_ path: String, limit: Int? = nil) async throws {
        let scan = try await Blocking.run { try FolderScan.walk(path) }
        let ways = scan.files.map { $0.path.split(separator: "/") }
        let isDivided = !ways.isEmpty && ways.allSatisfy { $0.count > 2 && Self.parts.contains($0[0]) }
        let level = isDivided ? 1 : 0
        let files = zip(scan.files, ways).map { file, way in
            File(path: file.path, category: way.count > level + 1 ? String(way[level]) : nil)
        }
        self.path = path
        problems = scan.problems
        passedBy = scan.passedBy
        self.files = limit.map { Self.some($0, of: files) } ?? files
    }

    private static func some(_ limit: Int, of files: [File]) -> [File] {
        let groups = Dictionary(grouping: files.indices) { files[$0].category ?? "" }
        // By turn, then by the order of the files.
        let turns = groups.values.flatMap { $0.enumerated().map { (turn: $0.offset, place: $0.element) } }
        let chosen = turns.sorted { ($0.turn, $0.place) < ($1.turn, $1.place) }.prefix(max(0, limit))
        return chosen.map(\.place).sorted().map { files[$0] }
    }

    /// - Parameter largest: bytes; larger files are not read.
    public func item(_ place: Int, largest: Int) -> IncomingImage {
        let file = files[place]
        let whole = "\(path)/\(file.path)"
        let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
        return IncomingImage(id: file.path, name: name, category: CategoryChoice(name: file.category)) {
            do throws(FileContent.Failure) {
                return try FileContent.read(whole, limit: largest).bytes
            } catch {
                throw error.asError(path: whole, limit: largest)
            }
        }
    }
}
