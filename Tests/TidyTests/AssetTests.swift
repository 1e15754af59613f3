import Foundation
import LookalikeAssets
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct AssetTests {
    /// `scripts/list-assets` was run after the last file came to `Web/`.
    @Test func theListIsThatOfTheFolder() throws {
        let list = try String(contentsOfFile: Fixtures.root + "/Sources/CAssets/assets.c", encoding: .utf8)
        let listed = Set(list.matches(of: /\{"((?:web|docs-pages)\/[^"]+)"/).map { String($0.1) })
        let pages =
            try names(in: "Web").map { "web/" + $0 } + names(in: "Web/docs").map { "docs-pages/" + $0 }
        #expect(listed == Set(pages), "run scripts/list-assets")
    }

    @Test(arguments: ["Web", "Web/docs"])
    func theProgramHasTheFilesAsTheyAre(folder: String) throws {
        for name in try names(in: folder) {
            let asset = try #require(
                Asset.all[(folder == "Web" ? "web/" : "docs-pages/") + name], "run scripts/list-assets")
            let file = try Data(contentsOf: URL(fileURLWithPath: "\(Fixtures.root)/\(folder)/\(name)"))
            #expect(
                file.elementsEqual(asset.bytes),
                "\(folder)/\(name) is not the one in the program: build again")
        }
    }

    @Test func thePagesOfOthersAreThere() {
        for name in ["docs/redoc.standalone.js", "docs/swagger-ui-bundle.js", "docs/swagger-ui.css"] {
            #expect(Asset.all[name]?.bytes.count ?? 0 > 10_000, "\(name): run scripts/setup and build again")
        }
    }

    /// The page asks nobody but its own server.
    @Test func thePageNamesNoOtherHost() {
        for asset in Asset.folder("web") + Asset.folder("docs-pages") {
            let text = String(decoding: asset.bytes, as: UTF8.self)
            // The namespaces of SVG are names, not addresses.
            let hosts = text.matches(of: /https?:\/\/([\w.-]+)/).map { String($0.1) }.filter {
                $0 != "www.w3.org"
            }
            #expect(hosts == [], "\(asset.name)")
        }
    }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(Fixtures.root)/\(folder)").filter { name in
            var isFolder: ObjCBool = false
            let path = "\(Fixtures.root)/\(folder)/\(name)"
            let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            return exists && !isFolder.boolValue
        }
    }
}
