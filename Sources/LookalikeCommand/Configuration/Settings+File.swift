import Foundation

extension Settings {
    /// All settings that are set, wherever, as a settings file; nil if none is. The data folder's is left out: the file is
    /// for another one.
    func asFile() -> [UInt8]? {
        var members: [String: Any] = [:]
        for setting in Setting.allCases where setting != .dataDir {
            guard let text = text(setting) else { continue }
            let parts = setting.rawValue.split(separator: ".").map(String.init)
            if parts.count == 1 {
                members[parts[0]] = text
            } else {
                var section = members[parts[0]] as? [String: String] ?? [:]
                section[parts[1]] = text
                members[parts[0]] = section
            }
        }
        if members.isEmpty { return nil }
        // Sound: an object of texts and of objects of texts can be written.
        return Array(
            try! JSONSerialization.data(
                withJSONObject: members, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]))
    }
}
