internal import Foundation

/// The data folder where none is named: one for each user, whichever folder a program is started in
/// (specifications.freedesktop.org/basedir-spec).
public struct DefaultDataFolder: Sendable, Equatable {
    /// The name of the data folder that earlier versions made in the current folder.
    public static let earlierName = "lookalike-data"

    /// The folder's path.
    public let path: String
    /// Whether it is one that an earlier version made in the current folder: it is used as long as it is there.
    public let isEarlier: Bool

    /// That of this process.
    public init() {
        self.init(
            environment: ProcessInfo.processInfo.environment,
            current: FileManager.default.currentDirectoryPath)
    }

    /// The data folder `lookalike-data` of the current folder, if there is one; else `$XDG_DATA_HOME/lookalike`; else
    /// `~/.local/share/lookalike`.
    ///
    /// - Parameters:
    ///   - environment: an `XDG_DATA_HOME` that is no absolute path is ignored, as its specification says.
    ///   - current: the current folder.
    public init(environment: [String: String], current: String) {
        let earlier = "\(current)/\(Self.earlierName)"
        isEarlier = ["lookalike-data.json", "catalogue.sqlite"].contains {
            access("\(earlier)/\($0)", F_OK) == 0
        }
        let named = [environment["XDG_DATA_HOME"], environment["HOME"].map { "\($0)/.local/share" }]
        let base = named.compactMap { $0 }.first { $0.hasPrefix("/") }
        path = isEarlier ? Self.earlierName : "\(base ?? NSHomeDirectory() + "/.local/share")/lookalike"
    }
}
