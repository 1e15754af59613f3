import Foundation
import LookalikeHDF5
import LookalikeZlib

/// A file of `Tests/Fixtures/keras`, unpacked into a folder of its own, which is removed with it.
final class HDF5Fixture: Sendable {
    let path: String
    private let folder: String

    init(_ name: String) throws {
        let packed = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/keras/\(name).gz")
        folder = NSTemporaryDirectory() + "/lookalike-hdf5-\(UUID().uuidString)"
        path = folder + "/" + name
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write(inflate([UInt8](Data(contentsOf: packed)), .gzip, limit: 1 << 24))
    }

    // A folder that can't be removed stays in the folder for temporary files.
    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var bytes: [UInt8] { get throws { try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) } }

    func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

    static func open(_ name: String) throws -> HDF5File { try HDF5Fixture(name).open() }

    /// The file stays readable when the fixture is gone, since it is open.
    func open() throws(HDF5Error) -> HDF5File {
        defer { withExtendedLifetime(self) {} }
        return try HDF5File(path: path)
    }
}

extension HDF5Group {
    /// The object at a path of names.
    func object(_ path: String) -> HDF5Object? {
        let parts = path.split(separator: "/", maxSplits: 1)
        guard let member = self[String(parts[0])], parts.count == 2 else { return self[path] }
        guard case .group(let group) = member else { return nil }
        return group.object(String(parts[1]))
    }

    func dataset(_ path: String) -> HDF5Dataset? {
        if case .dataset(let dataset)? = object(path) { dataset } else { nil }
    }

    func group(_ path: String) -> HDF5Group? {
        if case .group(let group)? = object(path) { group } else { nil }
    }

    /// All datasets below.
    var datasets: [HDF5Dataset] {
        members.flatMap { member -> [HDF5Dataset] in
            switch member {
            case .group(let group): group.datasets
            case .dataset(let dataset): [dataset]
            case .link: []
            }
        }
    }
}
