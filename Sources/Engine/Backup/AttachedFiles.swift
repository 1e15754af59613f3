internal import Foundation

/// The files right in the collections' folders, held open, so that all of them can be copied as they belong together even if
/// they are replaced or removed meanwhile: vector files grow only, everything else is replaced as a whole.
struct AttachedFiles {
    let files: [SourceFile]
    private let inodes: [String: UInt64]

    init(_ folder: DataFolderFiles) throws(BackupError) {
        var (files, inodes): ([SourceFile], [String: UInt64]) = ([], [:])
        for path in try folder.attached() {
            guard let file = try SourceFile(path, in: folder.data.path) else { continue }
            files.append(file)
            inodes[path] = try file.state.inode
        }
        (self.files, self.inodes) = (files, inodes)
    }

    /// Whether the folders still have these files. What the catalogue referred to meanwhile is then in them: vectors are on
    /// the disk before the records that refer to them.
    func areCurrent(in folder: DataFolderFiles) throws(BackupError) -> Bool {
        try AttachedFiles(folder).inodes == inodes
    }
}
