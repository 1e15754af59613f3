internal import Foundation
internal import LookalikePictures
internal import SystemPackage

/// The binary version of CIFAR-10 (Krizhevsky, "Learning multiple layers of features from tiny images", 2009): files
/// of records of 3,073 bytes each, the label and then the red, the green and the blue plane of 32 × 32 pixels.
public struct CIFAR10: Sendable {
    /// A problem with the files.
    public struct FormatError: Error, CustomStringConvertible, Sendable {
        /// A sentence for people that names the file.
        public let description: String
    }

    private struct Batch: Sendable {
        let name: String
        let bytes: Data
        /// Number of records in the batches before.
        let begin: Int
    }

    private static let side = 32
    private static let recordBytes = 1 + 3 * side * side
    private static let standardNames = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]

    /// Of the labels 0 to 9.
    public let names: [String]
    private let batches: [Batch]
    /// Number of images in all batches.
    public let count: Int

    /// The batches at a path: one file, all files of a folder, or those in the subfolder that the distributed archive
    /// creates; nil if there are none.
    ///
    /// - Throws: ``FormatError`` if a batch is invalid.
    public init?(_ path: String) throws {
        guard let files = Self.batchFiles(path), let first = files.first else { return nil }
        let folder = FilePath(first).removingLastComponent().string
        names = Self.names(in: folder) ?? Self.standardNames
        var (batches, count): ([Batch], Int) = ([], 0)
        for file in files {
            let bytes: Data
            do {
                bytes = try Data(contentsOf: URL(fileURLWithPath: file), options: .alwaysMapped)
            } catch {
                throw FormatError(description: "\(file) can't be read.")
            }
            guard !bytes.isEmpty, bytes.count.isMultiple(of: Self.recordBytes) else {
                throw FormatError(
                    description:
                        "\(file) is no batch of CIFAR-10's binary version: those have \(Self.recordBytes) bytes an image, this one has \(bytes.count)."
                )
            }
            let name = FilePath(file).stem ?? ""
            batches.append(Batch(name: name, bytes: bytes, begin: count))
            count += bytes.count / Self.recordBytes
        }
        self.batches = batches
        self.count = count
    }

    private static func batchFiles(_ path: String) -> [String]? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        if !isFolder.boolValue { return path.hasSuffix(".bin") ? [path] : nil }
        for folder in [path, path + "/cifar-10-batches-bin"] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let batches = names.filter { $0.hasSuffix("_batch.bin") || $0.contains("data_batch_") }
                .filter { $0.hasSuffix(".bin") }
            if !batches.isEmpty { return batches.sorted().map { "\(folder)/\($0)" } }
        }
        return nil
    }

    /// As listed in `batches.meta.txt`; nil unless there are ten.
    private static func names(in folder: String) -> [String]? {
        let text = try? String(contentsOfFile: folder + "/batches.meta.txt", encoding: .utf8)
        let names = (text ?? "").split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        return names.count == 10 ? names : nil
    }

    /// Which images to import.
    ///
    /// - Parameter limit: most images, taking turns between categories; nil means all.
    public func places(limit: Int?) -> [Int] {
        guard let limit, limit < count else { return Array(0..<count) }
        var turns: [UInt8: Int] = [:]
        let places = batches.flatMap { batch in
            stride(from: 0, to: batch.bytes.count, by: Self.recordBytes).map { offset in
                let label = batch.bytes[batch.bytes.startIndex + offset]
                defer { turns[label, default: 0] += 1 }
                return (turn: turns[label, default: 0], place: batch.begin + offset / Self.recordBytes)
            }
        }
        return places.sorted { ($0.turn, $0.place) < ($1.turn, $1.place) }.prefix(limit).map(\.place).sorted()
    }

    /// An image as PNG, which is lossless.
    public func item(_ place: Int) -> IncomingImage {
        // Sound: the first begins at 0.
        let batch = batches.last { $0.begin <= place }!
        let number = place - batch.begin
        let offset = batch.bytes.startIndex + number * Self.recordBytes
        let label = Int(batch.bytes[offset])
        let category = names.indices.contains(label) ? names[label] : nil
        let name = "\(category ?? "unknown")-\(batch.name)-\(number).png"
        return IncomingImage(
            id: "cifar-10/\(batch.name)/\(number)", name: name, category: CategoryChoice(name: category)
        ) {
            guard category != nil else {
                throw FileReadError(detail: "its label is \(label), and CIFAR-10 has ten")
            }
            let plane = Self.side * Self.side
            var pixels = [UInt8](repeating: 0, count: 3 * plane)
            for index in 0..<plane {
                for channel in 0..<3 {
                    pixels[3 * index + channel] = batch.bytes[offset + 1 + channel * plane + index]
                }
            }
            return PNGEncoder.encode(PixelBuffer(width: Self.side, height: Self.side, bytes: pixels))
        }
    }
}
