internal import Crypto
internal import Foundation
internal import LookalikePictures
internal import SystemPackage

/// Identifies what makes a vector: a network and its preprocessing, by their bytes, not by their names. Vectors of
/// two identities can't be compared.
///
///     let identity = try ModelLibrary.identity(of: library.model(named: "clip-vit-b-32"))
///     identity.makesVectors(of: stored)   // false after the network's file was replaced
public struct ModelIdentity: Sendable, Codable, Hashable {
    /// The model's name.
    public var name: String
    /// The manifest's version; it says nothing about the vectors.
    public var version: Int?
    /// SHA-256, in hexadecimal, of the network's file; if it has separate weight files, of the hashes of all.
    public var network: String
    /// SHA-256, in hexadecimal, of the parts of the manifest that affect the vector.
    public var preprocessing: String

    /// The hashes are taken as they are; ``ModelLibrary/identity(of:)`` computes them.
    public init(name: String, version: Int?, network: String, preprocessing: String) {
        self.name = name
        self.version = version
        self.network = network
        self.preprocessing = preprocessing
    }

    /// Whether both make the same vectors; names and versions do not matter.
    public func makesVectors(of other: ModelIdentity) -> Bool {
        network == other.network && preprocessing == other.preprocessing
    }

    /// As ``init(text:)`` reads it: JSON.
    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // Sound: three texts and a number always are JSON.
        return String(decoding: try! encoder.encode(self), as: UTF8.self)
    }

    /// Nil if the text is not one.
    public init?(text: String) {
        // The error adds nothing to that.
        guard let read = try? JSONDecoder().decode(ModelIdentity.self, from: Data(text.utf8)) else {
            return nil
        }
        self = read
    }
}

extension ModelIdentity: CustomStringConvertible {
    /// Such as "version 2 (network 3fa9c1d2, preprocessing 81b0c7aa)".
    public var description: String {
        let version = version.map { "version \($0)" } ?? "no version"
        return "\(version) (network \(network.prefix(8)), preprocessing \(preprocessing.prefix(8)))"
    }
}

extension ModelManifest {
    /// The parts of the manifest that decide which vector an image gets.
    private struct Recipe: Encodable {
        let preprocessing: Preprocessing
        let width: Int
        let height: Int
        let layout: TensorLayout
        let output: String?
        let dimension: Int
        let normalize: Bool
    }

    /// SHA-256, in hexadecimal.
    var recipeHash: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let recipe = Recipe(
                preprocessing: preprocessing, width: input.width, height: input.height, layout: input.layout,
                output: output?.name, dimension: dimension, normalize: normalize)
            return SHA256.hash(data: try encoder.encode(recipe)).hexadecimal
        }
    }
}

extension ModelLibrary {
    /// Reads a model's network to identify it, and compares it with the manifest's checksum.
    ///
    /// - Throws: ``EmbeddingError/unusableModel(name:detail:)`` if they differ or a file can't be read.
    public static func identity(of model: InstalledModel) throws(EmbeddingError) -> ModelIdentity {
        let manifest = model.manifest
        let hash: String
        switch model.network {
        case .memory(let bytes):
            var sum = SHA256()
            sum.update(bufferPointer: bytes.pointer)
            hash = sum.finalize().hexadecimal
        case .file(let path): hash = try networkHash(path, manifest)
        }
        do {
            return ModelIdentity(
                name: manifest.name, version: manifest.version, network: hash,
                preprocessing: try manifest.recipeHash)
        } catch {
            throw .unusableModel(name: manifest.name, detail: "its preprocessing can't be written: \(error)")
        }
    }

    private static func networkHash(_ path: String, _ manifest: ModelManifest) throws(EmbeddingError)
        -> String
    {
        let hash = try check(path, manifest.sha256, of: manifest.name)
        let weights = weightFiles(beside: path)
        if weights.isEmpty { return hash }
        var sum = SHA256()
        sum.update(data: Data(hash.utf8))
        for weight in weights { sum.update(data: Data(try fileHash(weight, of: manifest.name).utf8)) }
        return sum.finalize().hexadecimal
    }

    /// Reads a file of a model and compares it with the manifest's checksum, if there is one.
    ///
    /// - Returns: its SHA-256, in hexadecimal.
    /// - Throws: ``EmbeddingError/unusableModel(name:detail:)`` if they differ or the file can't be read.
    @discardableResult
    static func check(
        _ path: String, _ expected: String?, of name: String
    ) throws(EmbeddingError) -> String {
        let file = FilePath(path)
        let hashes = VerifiedHashes(folder: file.removingLastComponent().string)
        let known = hashes.sha256(of: file.lastComponent?.string ?? "")
        let hash: String
        if let known { hash = known } else { hash = try fileHash(path, of: name) }
        if let expected = expected?.lowercased(), expected != hash {
            throw .unusableModel(
                name: name, detail: "\(path) is damaged or another file: its SHA-256 is \(hash)")
        }
        return hash
    }

    /// Further files of a network: those with its name and another extension (`net.bin` of `net.xml`, `net.onnx.data`
    /// of `net.onnx`), sorted.
    private static func weightFiles(beside path: String) -> [String] {
        let (folder, name) = (
            FilePath(path).removingLastComponent(), FilePath(path).lastComponent?.string ?? ""
        )
        let stem = (FilePath(path).stem ?? name) + "."
        let endings: Set = ["bin", "data", "onnx_data", "pb", "weights"]
        // If the folder can't be listed but the network can be read, assume that there are none.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        return names.filter { other in
            other != name && other.hasPrefix(stem) && endings.contains(FilePath(other).extension ?? "")
        }.sorted().map { folder.appending($0).string }
    }

    private static func fileHash(_ path: String, of name: String) throws(EmbeddingError) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw .unusableModel(name: name, detail: "its file \(path) can't be opened")
        }
        // Opened for reading, so nothing can be lost by closing it.
        defer { try? file.close() }
        var hash = SHA256()
        do {
            while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty { hash.update(data: chunk) }
        } catch {
            throw .unusableModel(name: name, detail: "its file \(path) can't be read: \(error)")
        }
        return hash.finalize().hexadecimal
    }
}

extension SHA256Digest {
    fileprivate var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
