internal import Catalogue
internal import Foundation
internal import JSON
internal import SystemPackage

/// A picture in a company's metadata.json, as system 4's own programs write and read it, with the file's times and inode
/// beside: by these a picture that did not change is known.
struct CompanyRow: Sendable {
    /// All that the row says; what is not ours is kept.
    private(set) var members: [String: JSONValue]

    /// - Parameters:
    ///   - file: the picture.
    ///   - root: the absolute path of the folder of pictures.
    ///   - old: the row that the picture has already.
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
                StableID.picture(company: company, path: file.path).uuidString.lowercased())
        }
        members["modified"] = .int(Int(file.signature.modified))
        // Equal to no other, see `FolderScan.File.settled`.
        members["changed"] = .int(file.signature.changed == 0 ? -1 : Int(file.signature.changed))
        members["inode"] = .string("\(file.signature.inode)")
    }

    /// - Returns: nil where it says no path below the root.
    init?(_ members: [String: JSONValue]) {
        self.members = members
        guard !path.isEmpty else { return nil }
    }

    /// Below the root of the pictures.
    var path: String {
        members["relative_path"]?.stringValue ?? members["fullPath"]?.stringValue ?? ""
    }

    var size: Int64? { (members["file_size"] ?? members["size"])?.intValue.map(Int64.init) }

    /// Of the file when it was embedded; nil where the row does not say.
    var signature: FileSignature? {
        guard let size, let modified = members["modified"]?.intValue,
            let changed = members["changed"]?.intValue, let inode
        else { return nil }
        return FileSignature(size: size, modified: Int64(modified), changed: Int64(changed), inode: inode)
    }

    /// A text, since not every reader of JSON has whole numbers of 64 bits.
    private var inode: UInt64? {
        members["inode"]?.stringValue.flatMap { UInt64($0) }
            ?? members["inode"]?.intValue.flatMap { UInt64(exactly: $0) }
    }

    /// Whether it is as an earlier version wrote it, which system 4's programs can't read.
    private var isOfOldForm: Bool { members["relative_path"] == nil }

    /// Of a picture that changed: what a row says of the old one is of no use, but its id.
    var withoutContent: CompanyRow {
        var row = self
        row.members = members.filter { $0.key == "image_id" }
        return row
    }

    /// With its place in the index, as it is written.
    func encoded(index: Int) -> JSONValue {
        .object(members.merging(["index": .int(index)]) { $1 })
    }

    /// Whether a row says the same, its place aside.
    func isSame(as other: CompanyRow) -> Bool {
        var (own, others) = (members, other.members)
        own["index"] = nil
        others["index"] = nil
        return own == others
    }
}
