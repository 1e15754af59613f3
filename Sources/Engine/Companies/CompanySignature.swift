internal import Foundation
internal import LookalikeCatalogue

/// Identifies a state of a company's files.
struct CompanySignature: Sendable, Codable {
    /// Size, times and inode of each file.
    private let numbers: [Int64]
    /// Whether any later change will show: false within the tick of the kernel's clock of a file's last change.
    let isSettled: Bool

    /// - Returns: nil if a required file is missing.
    init?(of folder: CompanyFolder) {
        guard let vectors = FileSignature(path: "\(folder.path)/\(CompanyFolder.vectors)"),
            let metadata = FileSignature(path: "\(folder.path)/\(CompanyFolder.metadata)")
        else { return nil }
        let information = FileSignature(path: "\(folder.path)/\(CompanyFolder.information)")
        let files = [vectors, metadata] + (information.map { [$0] } ?? [])
        numbers = files.flatMap { [$0.size, $0.modified, $0.changed, Int64(bitPattern: $0.inode)] }
        isSettled = files.allSatisfy(\.isSettled)
    }

    /// Whether the files are the same in both signatures.
    func isLike(_ other: CompanySignature) -> Bool { numbers == other.numbers }

    /// When the vectors were written.
    var vectorsModified: Date { Date(timeIntervalSince1970: Double(numbers[1]) / 1e9) }
}

extension FileSignature {
    /// - Returns: nil where there is no such file.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        self.init(status)
    }
}
