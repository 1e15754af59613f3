import Foundation
import Testing

/// Whoever reads a public name is told what it means.
@Suite(.timeLimit(.minutes(10))) struct CommentTests {
    /// Every module of `Sources/` with public declarations.
    @Test(arguments: [
        "Lookalike", "LookalikeAssets", "LookalikeCatalogue", "LookalikeDemoCatalogue", "LookalikeEmbedding",
        "LookalikeArchitectures", "LookalikeEngine", "LookalikeEvaluation", "LookalikeFetching",
        "LookalikeFolderWatching",
        "LookalikeHDF5",
        "LookalikeInference", "LookalikeJSON", "LookalikeLogs", "LookalikeModelRegistry",
        "LookalikeModelTools",
        "LookalikeMultipart",
        "LookalikeONNX", "LookalikeOpenAPI", "LookalikeOpenTelemetry", "LookalikePictures",
        "LookalikePrometheusMetrics",
        "LookalikeQuantization", "LookalikeServer", "LookalikeTokenizers", "LookalikeVectorFormats",
        "LookalikeVectors", "LookalikeVideo",
        "LookalikeWeights", "LookalikeZlib",
    ])
    func publicDeclarationsHaveComments(module: String) {
        var count = 0
        for file in Repository.swift where file.module == module {
            for declaration in file.publicDeclarations {
                count += 1
                #expect(
                    declaration.hasComment,
                    "\(file.path):\(declaration.line) has no doc comment: \(declaration.text)")
            }
        }
        #expect(count > 0, "\(module) was not found")
    }

    @Test func declarationsAreFound() {
        let source = """
            /// One.
            @frozen
            public enum Size: String {
                case small
                /// More.
                case large

                public var isSmall: Bool {
                    switch self {
                    case .small: true
                    case .large: false
                    }
                }
                public static func == (left: Size, right: Size) -> Bool { left.rawValue == right.rawValue }
                private enum CodingKeys: String, CodingKey { case small }
                func inside() {}
            }

            public protocol Sized {
                var size: Size { get }
                /// Makes it small.
                mutating func shrink()
            }
            """
        let found = Repository.File(path: "", lines: source.components(separatedBy: "\n")).publicDeclarations
        #expect(found.map(\.line) == [3, 4, 6, 8, 19, 20, 22])
        #expect(found.filter { !$0.hasComment }.map(\.line) == [4, 8, 19, 20])
    }
}

/// A declaration that other modules see.
struct PublicDeclaration {
    let line: Int
    let text: String
    let hasComment: Bool
}

extension Repository.File {
    /// The declarations that other modules see, without those that the language asks for, such as `==`. Goes by the
    /// indentation, which the formatter keeps.
    var publicDeclarations: [PublicDeclaration] {
        var scopes: [DeclarationLine] = []
        var found: [PublicDeclaration] = []
        var isInText = false
        for (number, line) in lines.enumerated() {
            let isText = isInText
            if !line.ranges(of: "\"\"\"").count.isMultiple(of: 2) { isInText.toggle() }
            guard !isText, var declaration = DeclarationLine(line) else { continue }
            scopes.removeAll { $0.indentation >= declaration.indentation }
            if let scope = scopes.last, scope.publishes(declaration) { declaration.isPublic = true }
            scopes.append(declaration)
            if declaration.isPublic && !declaration.isAskedFor {
                found.append(
                    PublicDeclaration(
                        line: number + 1, text: declaration.text, hasComment: hasComment(above: number)))
            }
        }
        return found
    }

    /// Attributes and conditions may stand between a comment and what it is about.
    private func hasComment(above number: Int) -> Bool {
        let above = lines[..<number].last { line in
            let text = line.drop { $0 == " " }
            return !text.hasPrefix("@") && !text.hasPrefix("#")
        }
        return above?.drop { $0 == " " }.hasPrefix("///") ?? false
    }
}

/// The first line of a declaration.
private struct DeclarationLine {
    let indentation: Int
    let kind: Substring
    let modifiers: [Substring]
    let text: String
    var isPublic: Bool

    init?(_ line: String) {
        let pattern =
            /( *)(?:@\S+ +)*((?:[a-z]+(?:\([a-z]+\))? +)*?)(func|init|var|let|case|struct|class|enum|actor|protocol|typealias|subscript|associatedtype|extension)\b(?! (?:func|var|let|subscript)\b)(.*)/
        guard let match = line.wholeMatch(of: pattern) else { return nil }
        indentation = match.1.count
        modifiers = match.2.split(separator: " ")
        kind = match.3
        text = "\(kind)\(match.4)"
        isPublic = modifiers.contains("public") || modifiers.contains("open")
    }

    /// Whether a declaration in this one is as public as this one, without saying so.
    func publishes(_ inner: DeclarationLine) -> Bool {
        isPublic
            && (kind == "enum" && inner.kind == "case" || kind == "protocol" && inner.kind != "extension")
    }

    /// Whether it has its meaning from the language or its library.
    var isAskedFor: Bool {
        text.prefixMatch(
            of:
                /func (?:==|<|hash\(into|encode\(to )|var (?:description|debugDescription|errorDescription|hashValue)\b|init\((?:from \w+: (?:any )?Decoder|\w+Literal\b)|enum CodingKeys\b/
        ) != nil
    }
}
