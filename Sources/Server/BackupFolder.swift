internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEngine

/// The folder of the backups that clients order. Which one it is, the settings say alone: no client writes anywhere else.
struct BackupFolder: Sendable {
    static let suffix = ".tar"
    let engine: Engine
    /// Nil where clients may order none.
    let path: String?
    /// A settings file's bytes.
    let settings: [UInt8]?

    /// A backup that is complete.
    struct Entry: Sendable {
        var name: String
        var bytes: Int
        var modified: Date
    }

    /// Starts a job that writes a backup.
    ///
    /// - Parameter name: of the file; nil takes the time.
    /// - Throws: ``BackupError``.
    func start(_ name: String?, _ models: Backup.Models) async throws -> Job {
        let place = try place(of: name ?? Self.name(of: Date()))
        var options = Backup.Options()
        (options.models, options.settings) = (models, settings)
        return try await engine.startBackup(to: place, program: Version.current, options: options)
    }

    /// Complete backups, by name.
    ///
    /// - Throws: ``BackupError/notConfigured``, ``BackupError/failed(path:detail:)``.
    func entries() async throws -> [Entry] {
        guard let path else { throw BackupError.notConfigured }
        return try await engine.blocking {
            guard FileManager.default.fileExists(atPath: path) else { return [] }
            do {
                return try FileManager.default.contentsOfDirectory(atPath: path).sorted().compactMap { name in
                    guard Self.isName(name) else { return nil }
                    let facts = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
                    return Entry(
                        name: name, bytes: facts[.size] as? Int ?? 0,
                        modified: facts[.modificationDate] as? Date ?? .distantPast)
                }
            } catch {
                throw BackupError.failed(path: path, detail: error.localizedDescription)
            }
        }
    }

    /// A complete backup, open for reading.
    ///
    /// - Throws: ``BackupError/unknown(_:)``, ``BackupError/failed(path:detail:)``.
    func open(_ name: String) async throws -> OpenedFile {
        let place = try place(of: name)
        return try await engine.blocking {
            do throws(FileReadError) {
                return try OpenedFile(place)
            } catch {
                guard FileManager.default.fileExists(atPath: place) else { throw BackupError.unknown(name) }
                throw BackupError.failed(path: place, detail: error.detail)
            }
        }
    }

    private func place(of name: String) throws(BackupError) -> String {
        guard let path else { throw .notConfigured }
        guard Self.isName(name) else { throw .invalidName(name) }
        return "\(path)/\(name)"
    }

    private static func isName(_ name: String) -> Bool {
        CollectionName.isValid(name) && name.hasSuffix(suffix)
    }

    private static func name(of time: Date) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "yyyyMMdd-HHmmss"
        return "lookalike-\(format.string(from: time))\(suffix)"
    }
}
