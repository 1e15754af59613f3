/// All that an HDF5 file holds: its groups, datasets and text attributes, listed when it is opened. Elements are read
/// when they are asked for.
///
///     let file = try HDF5File(path: "mobilenet_1_0_224_tf_no_top.h5")
///     file.root.texts["layer_names"]   // ["input_1", "conv1", …]
///
/// Files are not trusted: a process of its own reads each, and ends with the last of its datasets. Nothing is
/// followed out of the file. A file may hold 100,000 objects, 32 levels deep, and 64 MiB of names and texts.
public struct HDF5File: Sendable {
    /// What a file begins with; behind a user block it comes at 512, 1024, 2048, …
    public static let signature: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1a, 0x0a]

    /// The group that holds all others.
    public let root: HDF5Group

    /// Opens a file by its path.
    public init(path: String) throws(HDF5Error) {
        try self.init(HDF5Process(path: path, descriptor: -1))
    }

    /// Opens a file that is open already, such as one without a name. The descriptor may be closed afterwards.
    public init(descriptor: Int32) throws(HDF5Error) {
        try self.init(HDF5Process(path: "", descriptor: descriptor))
    }

    private init(_ process: HDF5Process) throws(HDF5Error) {
        var parser = ListParser(process)
        root = try parser.root()
    }
}
