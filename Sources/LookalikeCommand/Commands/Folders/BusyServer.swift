import Foundation
import LookalikeCatalogue
import LookalikeEngine
import LookalikeJSON

/// What to say where a server uses the data folder: it can do the sync itself.
struct BusyServer: Sendable {
    let common: CommonOptions
    /// Nil means all roots.
    let directory: String?
    /// Nil means all collections.
    let collection: String?
    /// Whether the folder is to become one more root.
    let adds: Bool

    func message(path: String, holder: String) async -> String {
        let begin = "The data folder \(path) is in use by \(holder)."
        guard let port = holder.firstMatch(of: /server on port (\d+)/)?.1 else {
            return "\(begin) Wait until it is done, or name another folder with --data-dir."
        }
        return """
            \(begin) Let it do the sync: on its page, or by
            \(await requests(to: "http://localhost:\(port)/collections").map { "  " + $0 }.joined(separator: "\n"))
            Or stop it first, or name another folder with --data-dir.
            """
    }

    /// Commands that make a server create the collection, if needed, and sync the folder.
    private func requests(to address: String) async -> [String] {
        // If the catalogue is unreadable, the server reports why.
        let records = (try? await common.reader(tellsUnknown: false).collectionRecords()) ?? []
        guard let directory else {
            let known = records.filter { !$0.roots.isEmpty && (collection == nil || $0.name == collection) }
            let names = known.isEmpty ? [collection ?? CollectionOption.standard] : known.map(\.name)
            return names.map { "curl -X POST \(address)/\($0)/sync" }
        }
        let folder = URL(fileURLWithPath: directory).standardizedFileURL.path
        let name = collection ?? CollectionOption.standard
        let sync = "\(address)/\(name)/sync"
        guard let known = records.first(where: { $0.name == name }) else {
            let order = Self.quoted(["name": name, "directory": folder])
            return ["curl --json \(order) \(address)", "curl -X POST \(sync)"]
        }
        let order = Self.quoted(["directory": folder])
        if known.roots.map(\.path) == [folder] { return ["curl -X POST \(sync)"] }
        if adds { return ["curl --json \(order) \(address)/\(name)/roots"] }
        return ["curl --json \(order) \(sync)"]
    }

    /// A JSON object as a shell word.
    private static func quoted(_ members: [String: String]) -> String {
        let json = JSONValue.object(members.mapValues { .string($0) }).description
        return "'\(json.replacingOccurrences(of: "'", with: "'\\''"))'"
    }
}
