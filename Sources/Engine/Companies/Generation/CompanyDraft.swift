internal import Crypto
internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikeJSON
internal import LookalikeVectorFormats
internal import Synchronization
internal import SystemPackage

/// A company's new files, written to a folder inside the company's own and moved into place together at the end.
///
/// Used by one thread at a time; the mutex ensures it.
final class CompanyDraft: Sendable {
    private let output: String
    private let folder: String
    /// The folder of images, absolute.
    private let root: String
    private let company: String
    private let state: Mutex<State>

    private struct State: ~Copyable {
        let faiss: VectorTableWriter
        let array: VectorTableWriter
        var rows: [CompanyRow] = []
        var hash = Insecure.MD5()
    }

    private static let array = "embeddings.npy"

    /// - Parameters:
    ///   - output: the company's folder.
    ///   - input: the folder of images.
    /// - Throws: ``EngineError/dataFolderUnusable(path:detail:)``, ``EngineError/storageFull``.
    init(in output: String, of input: String, dimension: Int) throws {
        self.output = output
        root = Engine.absolute(input)
        company = CompanyFolder(at: output).company
        folder = "\(output)/.lookalike-\(UUID().uuidString)"
        do {
            try DurableFile.makeFolder(folder)
        } catch {
            throw EngineError(error)
        }
        do {
            let faiss = try VectorTableWriter(
                "\(folder)/\(CompanyFolder.vectors)", as: .faiss, dimension: dimension, metric: .innerProduct)
            let array = try VectorTableWriter("\(folder)/\(Self.array)", as: .npy, dimension: dimension)
            state = Mutex(State(faiss: faiss, array: array))
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw EngineError(writing: error)
        }
    }

    var count: Int { state.withLock { $0.rows.count } }

    /// - Parameters:
    ///   - images: each with its existing row, if any.
    ///   - vectors: of all images, one after the other.
    func append(_ images: [(file: FolderScan.File, old: CompanyRow?)], _ vectors: [Float]) throws {
        let rows = images.map { CompanyRow($0.file, root: root, company: company, old: $0.old) }
        do {
            try state.withLock { state in
                try state.faiss.append(vectors)
                try state.array.append(vectors)
                vectors.withUnsafeBytes { state.hash.update(bufferPointer: $0) }
                state.rows += rows
            }
        } catch let error as VectorFormatError {
            throw EngineError(writing: error)
        }
    }

    /// Completes the files and moves them into place, one right after the other. A reader in between notices by the
    /// checksums that they don't belong together.
    func publish(model: LoadedModel, preparation: ImagePreparation) throws {
        do {
            try state.withLock { state in
                let dimension = state.faiss.dimension
                try state.faiss.finish()
                try state.array.finish()
                let rows = state.rows.enumerated().map { $1.encoded(index: $0) }
                let metadata = Array(try JSONEncoder.company.encode(rows))
                let information: [String: JSONValue] = [
                    "total_images": .int(state.rows.count), "embedding_dimension": .int(dimension),
                    "model": .string(CompanyInformation.theirName(of: model.manifest.name)),
                    CompanyInformation.modelIdentity: .string(model.identityText),
                    "timestamp": .string(CompanyInformation.timestamp(.now)),
                    CompanyInformation.preparation: .string(preparation.rawValue),
                    CompanyInformation.vectorsChecksum: .string(state.hash.finalize().hexadecimal),
                    CompanyInformation.metadataChecksum: .string(
                        Insecure.MD5.hash(data: metadata).hexadecimal),
                ]
                try write(metadata, CompanyFolder.metadata)
                try write(Array(try JSONEncoder.company.encode(information)), CompanyFolder.information)
            }
        } catch let error as VectorFormatError {
            throw EngineError(writing: error)
        } catch let failure as DurableFile.Failure {
            throw EngineError(failure)
        }
        // The file with the checksums first: after a crash in between, the files are seen not to match.
        let names = [
            CompanyFolder.information, Self.array, CompanyFolder.vectors, CompanyFolder.metadata,
        ]
        for name in names where rename("\(folder)/\(name)", "\(output)/\(name)") != 0 {
            throw EngineError(DurableFile.Failure(path: "\(output)/\(name)", code: errno))
        }
        rmdir(folder)
        DurableFile.syncFolder(output)
    }

    private func write(_ bytes: [UInt8], _ name: String) throws(DurableFile.Failure) {
        let path = "\(folder)/\(name)"
        try DurableFile.begin(bytes, at: path)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DurableFile.Failure(path: path, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw DurableFile.Failure(path: path, code: errno) }
    }

    /// Removes the draft, and the company's folder if it is otherwise empty.
    func discard() {
        try? FileManager.default.removeItem(atPath: folder)
        rmdir(output)
    }
}

extension JSONEncoder {
    fileprivate static var company: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension EngineError {
    /// Why a file for another system could not be written.
    fileprivate init(writing error: any Error) {
        switch error {
        case VectorFormatError.system(_, _, ENOSPC), VectorFormatError.system(_, _, EDQUOT):
            self = .storageFull
        case VectorFormatError.system(let path, _, let code):
            self = .dataFolderUnusable(path: path, detail: String(cString: strerror(code)))
        default: self = .storageDamaged("\(error)")
        }
    }
}
