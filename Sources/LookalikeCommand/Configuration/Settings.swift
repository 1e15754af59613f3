import Configuration
import Foundation
import Logging
import LookalikeEmbedding
import LookalikeEngine
import LookalikeServer
import SystemPackage

/// Sources of settings, by precedence: flags, environment (`LOOKALIKE_…`), `.env`, JSON file.
struct Settings {
    private let reader: ConfigReader

    /// - Parameters:
    ///   - file: a JSON file that must exist; nil takes `lookalike.json` if there is one.
    /// - Throws: ``SettingsError`` if a named file can't be read.
    init(file: String?) async throws {
        let environment = EnvironmentVariablesProvider()
        let named = file ?? ProcessInfo.processInfo.environment["LOOKALIKE_CONFIG"]
        let path = named ?? "lookalike.json"
        try SettingsFile.check(path, mustExist: named != nil)
        do {
            let dotEnv = try await EnvironmentVariablesProvider(
                environmentFilePath: ".env", allowMissing: true)
            let json = try await FileProvider<JSONSnapshot>(
                filePath: FilePath(path), allowMissing: named == nil)
            reader = ConfigReader(providers: [
                environment.prefixKeys(with: "lookalike"), dotEnv.prefixKeys(with: "lookalike"), json,
            ])
        } catch {
            throw SettingsError(message: "The settings in .env or \(path) can't be read: \(error)")
        }
    }

    /// A setting as text, whatever its type in the file.
    func text(_ setting: Setting) -> String? {
        let key = setting.key
        if let text = reader.string(forKey: key) { return text }
        if let number = reader.int(forKey: key) { return String(number) }
        if let number = reader.double(forKey: key) { return String(number) }
        if let flag = reader.bool(forKey: key) { return String(flag) }
        if let list = reader.stringArray(forKey: key) { return list.joined(separator: ",") }
        return reader.intArray(forKey: key)?.map(String.init).joined(separator: ",")
    }

    /// - Throws: ``SettingsError`` if the text is not a valid value.
    func value<Value>(
        _ setting: Setting, _ expected: String, _ read: (String) -> Value?
    ) throws -> Value? {
        guard let text = text(setting) else { return nil }
        guard let value = read(text) else {
            throw SettingsError(
                message:
                    "The setting \(setting.rawValue) (\(setting.variable)) is '\(text)'; it takes \(expected)."
            )
        }
        return value
    }

    func integer(_ setting: Setting, in range: ClosedRange<Int>) throws -> Int? {
        try value(setting, "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func list(_ setting: Setting) -> [String]? {
        text(setting).map {
            $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
    }

    /// - Throws: ``SettingsError`` if an item of the list is invalid.
    func list(
        _ setting: Setting, _ expected: String, _ isFine: (String) -> Bool
    ) throws -> [String]? {
        guard let values = list(setting) else { return nil }
        for wrong in values where !isFine(wrong) {
            throw SettingsError(
                message:
                    "The setting \(setting.rawValue) (\(setting.variable)) has '\(wrong)'; it takes \(expected)."
            )
        }
        return values
    }
}

struct SettingsError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}
