internal import Foundation

/// An image with a known class.
public struct LabelledImage: Sendable, Equatable {
    /// Where the image's file is.
    public let path: String
    /// The image's class.
    public let label: String

    /// An image of the class `label`.
    public init(path: String, label: String) {
        self.path = path
        self.label = label
    }

    /// Labels each file below a folder with the name of the subfolder that it is in.
    ///
    /// - Parameters:
    ///   - files: paths below `root`.
    /// - Returns: the labelled files, in the given order, and files in the root itself.
    public static func byFolder(_ files: [String], root: String) -> (
        labelled: [LabelledImage], unlabelled: [String]
    ) {
        let root = root.hasSuffix("/") ? root : root + "/"
        var labelled: [LabelledImage] = []
        var unlabelled: [String] = []
        for file in files {
            let parts = file.dropFirst(file.hasPrefix(root) ? root.count : 0).split(separator: "/")
            if parts.count > 1 {
                labelled.append(LabelledImage(path: file, label: String(parts[0])))
            } else {
                unlabelled.append(file)
            }
        }
        return (labelled, unlabelled)
    }

    /// Reads `path,label` lines (RFC 4180): fields with a comma or a quote are quoted; the header line `path,label`
    /// is optional. Relative paths are below `folder`.
    ///
    /// - Throws: ``EvaluationError/unreadableList(line:)``.
    public static func list(csv: String, folder: String) throws(EvaluationError) -> [LabelledImage] {
        var images: [LabelledImage] = []
        for (number, line) in csv.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated()
        {
            if line.allSatisfy(\.isWhitespace) { continue }
            let fields = fields(of: line)
            guard fields.count == 2, !fields[0].isEmpty, !fields[1].isEmpty else {
                throw .unreadableList(line: number + 1)
            }
            if images.isEmpty, fields[0].lowercased() == "path", fields[1].lowercased() == "label" {
                continue
            }
            let path = fields[0].hasPrefix("/") ? fields[0] : "\(folder)/\(fields[0])"
            images.append(LabelledImage(path: path, label: fields[1]))
        }
        return images
    }

    private static func fields(of line: Substring) -> [String] {
        var fields = [""]
        var isQuoted = false
        var characters = line.makeIterator()
        var pending = characters.next()
        while let character = pending {
            pending = characters.next()
            switch character {
            case "\"" where isQuoted && pending == "\"":
                fields[fields.count - 1].append("\"")
                pending = characters.next()
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}

/// Why an evaluation is impossible.
public enum EvaluationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A line of the list is not `path,label`.
    case unreadableList(line: Int)
    /// No class has two images.
    case nothingToCompare

    public var description: String {
        switch self {
        case .unreadableList(let line): "Line \(line) of the list is not 'path,label'."
        case .nothingToCompare:
            "There is nothing to compare: at least one class must have two readable images. A class is a folder "
                + "inside the folder given, or a label of the list."
        }
    }
}
