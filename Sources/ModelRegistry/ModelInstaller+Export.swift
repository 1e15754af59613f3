internal import Foundation
public import LookalikeEmbedding

extension ModelInstaller {
    /// Where a model's network is in ONNX, for other programs.
    ///
    /// - Parameter text: whether the text network is meant.
    /// - Throws: ``ModelInstallError/missingFile(name:detail:)`` for a model without a text network,
    ///   ``ModelInstallError/notExportable(name:file:)``.
    public static func exported(
        _ model: InstalledModel, text: Bool
    ) throws(ModelInstallError) -> NetworkSource {
        let name = model.manifest.name
        var source = model.network
        if text {
            guard let folder = model.folder, let tower = model.manifest.text else {
                throw .missingFile(name: "A text network", detail: "'\(name)' has none.")
            }
            source = .file(path: "\(folder)/\(tower.network)")
        }
        if case .file(let path) = source, !path.hasSuffix(".onnx") {
            throw .notExportable(name: name, file: FileName.of(path))
        }
        return source
    }

    /// Writes a model's network to a file.
    ///
    /// - Parameters:
    ///   - text: whether the text network is meant.
    ///   - path: of the new file; nothing may be there.
    /// - Throws: as ``exported(_:text:)``, and ``ModelInstallError/storage(detail:)``.
    public func export(
        _ model: InstalledModel, text: Bool = false, to path: String
    ) throws(ModelInstallError) {
        let source = try Self.exported(model, text: text)
        do {
            let bytes: Data =
                switch source {
                case .memory(let network): Data(network.pointer)
                case .file(let network):
                    try Data(contentsOf: URL(fileURLWithPath: network), options: .mappedIfSafe)
                }
            try bytes.write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        } catch {
            throw .storage(detail: "\(path) can't be written: \(error.localizedDescription)")
        }
    }
}
