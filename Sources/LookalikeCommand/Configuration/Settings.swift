import Configuration
import Embedding
import Engine
import Foundation
import Logging
import Server
import SystemPackage

/// Where settings come from: flags, then the environment (`LOOKALIKE_…`), then `.env`, then a JSON file.
struct Settings {
    private let reader: ConfigReader

    /// - Parameters:
    ///   - file: a JSON file that must exist; nil takes `lookalike.json` where there is one.
    /// - Throws: ``SettingsError`` where a file is named and can't be read.
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

    /// A setting as text, whatever type the file gives it.
    func text(_ key: ConfigKey) -> String? {
        if let text = reader.string(forKey: key) { return text }
        if let number = reader.int(forKey: key) { return String(number) }
        if let number = reader.double(forKey: key) { return String(number) }
        if let flag = reader.bool(forKey: key) { return String(flag) }
        if let list = reader.stringArray(forKey: key) { return list.joined(separator: ",") }
        return reader.intArray(forKey: key)?.map(String.init).joined(separator: ",")
    }

    /// - Throws: ``SettingsError`` where the text is no such value.
    func value<Value>(_ key: ConfigKey, _ expected: String, _ read: (String) -> Value?) throws -> Value? {
        guard let text = text(key) else { return nil }
        guard let value = read(text) else {
            throw SettingsError(
                message:
                    "The setting \(key) (LOOKALIKE_\(Self.variable(key))) is '\(text)'; it takes \(expected)."
            )
        }
        return value
    }

    func integer(_ key: ConfigKey, in range: ClosedRange<Int>) throws -> Int? {
        try value(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func list(_ key: ConfigKey) -> [String]? {
        text(key).map {
            $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
    }

    /// - Throws: ``SettingsError`` where one of the list is not as expected.
    func list(_ key: ConfigKey, _ expected: String, _ isFine: (String) -> Bool) throws -> [String]? {
        guard let values = list(key) else { return nil }
        for wrong in values where !isFine(wrong) {
            throw SettingsError(
                message:
                    "The setting \(key) (LOOKALIKE_\(Self.variable(key))) has '\(wrong)'; it takes \(expected)."
            )
        }
        return values
    }

    private static func variable(_ key: ConfigKey) -> String {
        key.components.joined(separator: "_").reduce(into: "") { name, character in
            if character.isUppercase { name += "_" }
            name += character.uppercased()
        }
    }
}

struct SettingsError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}
