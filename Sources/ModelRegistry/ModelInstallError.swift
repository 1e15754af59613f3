internal import LookalikeArchitectures
internal import LookalikeONNX
internal import LookalikeWeights

/// Why a model can't be installed, exported or removed. Each description is one or two sentences.
public enum ModelInstallError: Error, Sendable, Equatable {
    /// The registry has no such model.
    case unknownModel(name: String, known: [String])
    /// No architecture and no model of the registry has this name.
    case unknownArchitecture(name: String, known: [String])
    /// The model has no such recipe.
    case unknownRecipe(name: String, known: [String])
    /// The name can't be a model's.
    case invalidName(String)
    /// There is a model of that name already.
    case exists(name: String)
    /// There is no such model in the models folder.
    case notInstalled(name: String)
    /// The model is part of the program, or lies in a folder that is not the data folder's.
    case notRemovable(name: String, detail: String)
    /// The model's network is not in ONNX.
    case notExportable(name: String, file: String)
    /// The file is not the published one.
    case wrongHash(file: String, expected: String, found: String)
    /// The file is not the one that was downloaded first; its makers publish no hash.
    case changed(file: String, pinned: String, found: String)
    /// A file has to be got by hand.
    case notDownloadable(file: String, obtain: String)
    /// The server of the file can't be reached, or does not give it.
    case download(file: String, detail: String)
    /// The weight file can't be used.
    case weights(file: String, detail: String)
    /// A file that belongs to the model is missing, such as a tokenizer's vocabulary.
    case missingFile(name: String, detail: String)
    /// The disk refused.
    case storage(detail: String)
}

extension ModelInstallError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownModel(let name, let known):
            "There is no published model called '\(name)'. There are: \(known.joined(separator: ", "))."
        case .unknownArchitecture(let name, let known):
            "There is no architecture called '\(name)'. There are: \(known.joined(separator: ", "))."
        case .unknownRecipe(let name, let known):
            "There is no recipe called '\(name)'. There are: \(known.joined(separator: ", "))."
        case .invalidName(let name):
            "'\(name)' can't be a model's name: it may have letters, digits, '-', '_' and '.' only, and not "
                + "begin with a dot."
        case .exists(let name):
            "There is a model called '\(name)' already. Give another name, or remove it first."
        case .notInstalled(let name): "There is no model called '\(name)' in the models folder."
        case .notRemovable(let name, let detail): "The model '\(name)' can't be removed: \(detail)."
        case .notExportable(let name, let file):
            "The network of '\(name)' is \(file), which is not in ONNX."
        case .wrongHash(let file, let expected, let found):
            "\(file) is damaged or another file: its SHA-256 is \(found), not \(expected)."
        case .changed(let file, let pinned, let found):
            "\(file) is not the file that was downloaded here first: its SHA-256 is \(found), not \(pinned). Its makers "
                + "publish no hash, so ask them or compare it elsewhere. If the new file is right, 'models pull "
                + "--accept-changed' or \"accept_changed\": true over the native API takes it."
        case .notDownloadable(let file, let obtain): "\(file) can't be downloaded. \(obtain)"
        case .download(let file, let detail): "\(file) can't be downloaded: \(detail)"
        case .weights(let file, let detail): "\(file) can't be used: \(detail)."
        case .missingFile(let name, let detail): "\(name) is missing: \(detail)"
        case .storage(let detail): detail
        }
    }
}

extension ModelInstallError {
    /// Of what reading weights and building networks throws.
    static func of(_ error: any Error, file: String) -> ModelInstallError {
        switch error {
        case let error as ModelInstallError: error
        case let error as ONNXError: .storage(detail: "The network can't be written: \(error).")
        default: .weights(file: file, detail: "\(error)")
        }
    }
}
