import Foundation
import TestSupport

/// The files that belong to the repository, read once.
enum Repository {
    struct File: Sendable {
        /// Below the repository's root.
        let path: String
        let lines: [String]
    }

    /// Text that is written by hand, or read by people.
    static let texts: [File] = read { path in
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let endings = [
            "swift", "c", "h", "js", "css", "html", "svg", "md", "json", "txt", "py", "sh", "modulemap",
            "xml",
        ]
        return !name.contains(".") || name.hasPrefix(".")
            || endings.contains(String(name.split(separator: ".").last ?? ""))
    }

    static var swift: [File] { texts.filter { $0.path.hasSuffix(".swift") } }
    static var sources: [File] { texts.filter { $0.path.hasPrefix("Sources/") } }

    /// What is not in the repository, though it lies in its folder.
    private static let foreign: Set<String> = [
        ".build", ".deps", ".git", ".venv", "data", "lookalike-data", "product_images", "__pycache__",
    ]

    private static func read(_ isWanted: (String) -> Bool) -> [File] {
        var files: [File] = []
        var folders = [""]
        while let folder = folders.popLast() {
            let names =
                (try? FileManager.default.contentsOfDirectory(atPath: Fixtures.root + "/" + folder)) ?? []
            for name in names.sorted() where !foreign.contains(name) {
                let path = folder.isEmpty ? name : folder + "/" + name
                var isFolder: ObjCBool = false
                let whole = Fixtures.root + "/" + path
                guard FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder) else { continue }
                if isFolder.boolValue {
                    folders.append(path)
                } else if isWanted(path), let text = try? String(contentsOfFile: whole, encoding: .utf8) {
                    files.append(File(path: path, lines: text.components(separatedBy: "\n")))
                }
            }
        }
        return files.sorted { $0.path < $1.path }
    }
}

/// The targets of `Package.swift`: what each may import.
struct PackageTargets {
    /// Modules of ours by target.
    private(set) var dependencies: [String: Set<String>] = [:]
    /// Products of other packages by target, as `Package.swift` calls them.
    private(set) var products: [String: Set<String>] = [:]
    /// In the order of the file.
    private(set) var order: [String] = []

    init() throws {
        let manifest = try String(contentsOfFile: Fixtures.root + "/Package.swift", encoding: .utf8)
        let target = /\.(?:target|systemLibrary|executableTarget|testTarget)\(/
        let starts = manifest.matches(of: target).map(\.range.lowerBound) + [manifest.endIndex]
        for (begin, end) in zip(starts, starts.dropFirst()) {
            let text = manifest[begin..<end]
            guard let name = text.firstMatch(of: /name: "(\w+)"/)?.1 else { continue }
            let list = text.firstMatch(of: /dependencies: \[([^\]]*)\]/)?.1 ?? ""
            order.append(String(name))
            dependencies[String(name)] = Set(list.matches(of: /"(\w+)"/).map { String($0.1) })
            let others = list.replacing(/"\w+"/, with: "")
            products[String(name)] = Set(others.matches(of: /\w+/).map { String($0.0) })
        }
    }
}

extension PackageTargets {
    /// What a target depends on, by way of others too.
    func reachable(from target: String) -> Set<String> {
        var found: Set<String> = []
        var rest = dependencies[target] ?? []
        while let next = rest.popFirst() {
            if found.insert(next).inserted { rest.formUnion(dependencies[next] ?? []) }
        }
        return found
    }
}

extension Repository.File {
    /// The modules that a Swift file imports, with the lines' numbers.
    var imports: [(module: String, line: Int)] {
        lines.enumerated().compactMap { number, line in
            guard
                let match = line.firstMatch(
                    of:
                        /^\s*(?:@\w+\s+)*(?:public |internal |package |fileprivate |private )?import (?:\w+ )?(\w+)/
                )
            else { return nil }
            return (String(match.1), number + 1)
        }
    }

    /// `Sources/Engine/…` gives `LookalikeEngine`, `Sources/CVips/…` `CLookalikeVips`, `Tests/Support/…` `TestSupport`.
    var module: String {
        let parts = path.split(separator: "/")
        guard parts.count > 2 else { return "" }
        let folder = String(parts[1])
        if parts[0] == "Tests" { return folder == "Support" ? "TestSupport" : folder }
        guard parts[0] == "Sources", !folder.hasPrefix("Lookalike") else { return folder }
        let isC = folder.first == "C" && folder.dropFirst().first?.isUppercase == true
        return isC ? "CLookalike" + folder.dropFirst() : "Lookalike" + folder
    }
}
