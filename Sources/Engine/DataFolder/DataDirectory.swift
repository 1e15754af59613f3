internal import Foundation
internal import LookalikeCatalogue

/// The data folder: the catalogue, the vectors, uploaded images, models and compiled networks.
///
///     lookalike-data.json         says that the folder is a data folder of Lookalike
///     catalogue.sqlite            collections and images
///     collections/<record id>/    collection.json, vectors.json, vectors-<generation>.lkv, pictures/<first two>/<hash>
///     collections/<record id>/store-<number>/   vectors.json, vectors-<generation>.lkv: of a collection that was migrated
///     jobs/<id>/                  what a job that goes on after a restart still has to do
///     trash/<decision>/           duplicates that were removed, and where they were
///     models/<name>/              models of the user's own
///     cache/                      what may be deleted at any time
///     lock                        held by the process that writes
///     local/socket                where that process takes commands of this machine's user
public struct DataDirectory: Sendable {
    /// As given; relative paths are relative to the working directory.
    public let path: String

    /// Creates nothing and checks nothing; see ``check()``.
    public init(_ path: String) {
        self.path = path
    }

    /// The path of the catalogue's SQLite file.
    public var catalogue: String { "\(path)/catalogue.sqlite" }
    /// The folder of the user's own models.
    public var models: String { "\(path)/models" }
    /// The folder of compiled networks; it can be deleted at any time.
    public var networkCache: String { "\(path)/cache/networks" }

    /// The list of files of a root's folder that are known not to be images.
    func knownNonImages(_ root: Int64) -> String { "\(path)/cache/folders/\(root)" }

    var collections: String { "\(path)/collections" }
    func collection(_ recordID: Int64) -> String { "\(collections)/\(recordID)" }

    /// The folder of a collection's vector store: the collection's own for the store that it was made with, and one in it
    /// for each that a migration made.
    func vectors(of record: CollectionRecord) -> String {
        Self.vectors(in: collection(record.recordID), store: record.storeNumber)
    }

    static let storePrefix = "store-"

    /// - Parameter folder: the collection's.
    static func vectors(in folder: String, store number: Int) -> String {
        number == 0 ? folder : "\(folder)/\(storePrefix)\(number)"
    }

    /// The file that the process that writes holds.
    var lock: String { "\(path)/lock" }
    static let socketName = "\(socketFolderName)/socket"
    static let socketFolderName = "local"

    func job(_ id: String) -> String { "\(jobs)/\(id)" }
    var jobs: String { "\(path)/jobs" }
    /// Where duplicates are put that a decision removes.
    func trash(_ decision: String) -> String { "\(path)/trash/\(decision)" }

    /// 0 where there is none.
    var catalogueBytes: Int {
        var status = stat()
        return stat(catalogue, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Folders of collections that lie beside a catalogue that is not there, or has nothing in it.
    public var forgottenCollections: Int {
        if catalogueBytes > 0 { return 0 }
        // A folder that can't be listed is told by who opens it.
        return ((try? names(in: collections)) ?? []).count { Int64($0) != nil }
    }

    func uploads(_ recordID: Int64) -> UploadedImages {
        UploadedImages(folder: "\(collection(recordID))/pictures")
    }

    /// Creates the folder, its mark and its subfolders.
    ///
    /// - Throws: ``EngineError/dataFolderForeign(path:names:)`` where it holds something else,
    ///   ``EngineError/dataFolderUnusable(path:detail:)``.
    public func prepare() throws(EngineError) {
        try make(path)
        try DataFolderMark.claim(self)
        for folder in [models, networkCache, collections, jobs] { try make(folder) }
    }

    private func make(_ folder: String) throws(EngineError) {
        do throws(DurableFile.Failure) {
            try DurableFile.makeFolder(folder, mode: 0o777)
        } catch {
            try Self.checkFolder(folder)
            throw .system(folder, error.code)
        }
        try Self.checkFolder(folder)
    }

    /// Whether what has the data folder's name is a folder that can be read. Nothing at all is fine: it is made where
    /// something is to be kept.
    ///
    /// - Throws: ``EngineError/dataFolderUnusable(path:detail:)``.
    public func check() throws(EngineError) { try Self.checkFolder(path) }

    private static func checkFolder(_ path: String) throws(EngineError) {
        let other = "name a folder with --data-dir or LOOKALIKE_DATA_DIR"
        var status = stat()
        guard stat(path, &status) == 0 else {
            let code = errno
            // Without what it leads to, a link is all that there is.
            let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
            if code == ENOENT, isLink {
                // Only said to people; a link that can't be read points nowhere.
                let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? "nothing"
                throw .dataFolderUnusable(
                    path: path,
                    detail:
                        "it is a link to \(target), which is not there: make that folder or mount its disk, or \(other)"
                )
            }
            if code == ENOENT { return }
            throw .system(path, code)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw .dataFolderUnusable(path: path, detail: "it is a file: \(other)")
        }
        guard access(path, R_OK | X_OK) == 0 else { throw .system(path, errno) }
    }

    /// Names in a folder, sorted; none where it is not there.
    ///
    /// - Throws: ``EngineError/dataFolderUnusable(path:detail:)`` where it can't be listed.
    func names(in folder: String) throws(EngineError) -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw .dataFolderUnusable(path: folder, detail: Self.sentence(error))
        }
    }

    /// The highest number of a collection folder, known to the catalogue or not; 0 if there is none.
    func lastCollection() throws(EngineError) -> Int64 {
        try names(in: collections).compactMap(Int64.init).max() ?? 0
    }

    private static func sentence(_ error: any Error) -> String {
        var detail = error.localizedDescription
        while detail.hasSuffix(".") { detail.removeLast() }
        return detail
    }
}

/// Locks the data folder for this process, so that there is only one writer. The kernel releases the lock when the
/// process ends, however it ends.
public final class DataDirectoryLock: Sendable {
    private let descriptor: Int32
    /// What others are told of this process.
    private let name: String

    /// - Parameter purpose: shown to others, such as "the server on port 8000".
    /// - Throws: ``EngineError/dataFolderBusy(path:holder:)``.
    public init(_ directory: DataDirectory, purpose: String) throws(EngineError) {
        let opened = open(directory.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard opened >= 0 else {
            throw .system(directory.path, errno)
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            let holder = DataFolderHolder(of: directory)?.name ?? "another process"
            throw .dataFolderBusy(path: directory.path, holder: holder)
        }
        // Set last: an initialiser that throws once all is set runs `deinit`, which would close the number again, by then
        // perhaps another file's.
        descriptor = opened
        name = "\(purpose) (process \(getpid()))"
        write(name)
    }

    /// Tells others where this process takes commands.
    ///
    /// - Parameter socket: the path below the data folder; nil for nowhere any more.
    func announce(socket: String?) {
        write(name + (socket.map { "\n\(DataFolderHolder.socketWord)\($0)" } ?? ""))
    }

    /// Others only read it to tell who holds the folder: if it can't be written, they are told of "another process".
    private func write(_ text: String) {
        ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    deinit {
        ftruncate(descriptor, 0)
        close(descriptor)
    }
}
