internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
internal import SystemPackage

/// An image in a company's metadata.json, as the multi-tenant system's own programs read and write it, plus the
/// file's times and inode, by which unchanged images are recognised.
struct CompanyRow: Sendable {
    /// All members of the row, including those of other programs.
    private(set) var members: [String: JSONValue]

    /// - Parameters:
    ///   - file: the image.
    ///   - root: the absolute path of the folder of images.
    ///   - old: the existing row of the image.
    init(_ file: FolderScan.File, root: String, company: String, old: CompanyRow? = nil) {
        members = old?.members ?? [:]
        for name in ["fullPath", "location", "name", "type", "size"] where old?.isOfOldForm == true {
            members[name] = nil
        }
        members["image_path"] = .string(root == "/" ? "/\(file.path)" : "\(root)/\(file.path)")
        members["relative_path"] = .string(file.path)
        members["filename"] = .string(FilePath(file.path).lastComponent?.string ?? "")
        members["file_size"] = .int(Int(file.signature.size))
        if members["image_id"] == nil {
            members["image_id"] = .string(
                StableID.image(company: company, path: file.path).uuidString.lowercased())
        }
        members["modified"] = .int(Int(file.signature.modified))
        // Matches no other, see `FolderScan.File.settled`.
        members["changed"] = .int(file.signature.changed == 0 ? -1 : Int(file.signature.changed))
        members["inode"] = .string("\(file.signature.inode)")
    }

    /// - Returns: nil if it has no path below the root.
    init?(_ members: [String: JSONValue]) {
        self.members = members
        guard !path.isEmpty else { return nil }
    }

    /// Below the root of the images.
    var path: String {
        members["relative_path"]?.stringValue ?? members["fullPath"]?.stringValue ?? ""
    }

    var size: Int64? { (members["file_size"] ?? members["size"])?.intValue.map(Int64.init) }

    /// The file's signature when it was embedded; nil if the row does not have it.
    var signature: FileSignature? {
        guard let size, let modified = members["modified"]?.intValue,
            let changed = members["changed"]?.intValue, let inode
        else { return nil }
        return FileSignature(size: size, modified: Int64(modified), changed: Int64(changed), inode: inode)
    }

    /// A string, because not every JSON reader has 64-bit integers.
    private var inode: UInt64? {
        members["inode"]?.stringValue.flatMap { UInt64($0) }
            ?? members["inode"]?.intValue.flatMap { UInt64(exactly: $0) }
    }

    /// Whether it has the form of an earlier version, which the multi-tenant system's programs can't read.
    private var isOfOldForm: Bool { members["relative_path"] == nil }

    /// For an image that changed: keeps only the id of the old row.
    var withoutContent: CompanyRow {
        var row = self
        row.members = members.filter { $0.key == "image_id" }
        return row
    }

    /// The written form, with its position in the index.
    func encoded(index: Int) -> JSONValue {
        .object(members.merging(["index": .int(index)]) { $1 })
    }

    /// Whether two rows are equal except for their position.
    func isSame(as other: CompanyRow) -> Bool {
        var (own, others) = (members, other.members)
        own["index"] = nil
        others["index"] = nil
        return own == others
    }
}
