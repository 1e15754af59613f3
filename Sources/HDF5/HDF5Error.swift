internal import CLookalikeHDF5

/// Why an HDF5 file, or something in it, can't be read or written.
public struct HDF5Error: Error, Equatable, Sendable {
    /// What to do about it depends on this.
    public enum Kind: Equatable, Sendable {
        /// The file has no HDF5 signature, or can't be opened.
        case notHDF5
        /// No dataset has the name.
        case noDataset
        /// The file is whole and holds what is not read here.
        case unsupported
        /// The system refused what was asked of it, with this `errno`.
        case system(Int32)
        /// A newer libhdf5 wrote the file in a form that the one here doesn't know.
        case newerForm
        /// Another program is writing the file.
        case beingWritten
        /// The file is cut short or contradicts itself, or made libhdf5 crash.
        case damaged
    }

    /// What went wrong.
    public let kind: Kind
    /// A phrase of ours or of libhdf5's, without a full stop; empty where there is nothing to add.
    public let reason: String

    /// An error of this kind.
    public init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

extension HDF5Error {
    init(_ status: chdf5_status, _ message: chdf5_message) {
        reason = message.sentence
        kind =
            switch status {
            case CHDF5_NOT_HDF5: .notHDF5
            case CHDF5_NO_DATASET: .noDataset
            case CHDF5_UNSUPPORTED: .unsupported
            case CHDF5_FAILED where message.code != 0: .system(message.code)
            case _ where reason.contains("version number"): .newerForm
            case _ where reason.contains("unable to lock file"): .beingWritten
            default: .damaged
            }
    }

    /// Throws unless a call of CHDF5 went well.
    static func check(_ status: chdf5_status, _ message: chdf5_message) throws(HDF5Error) {
        guard status == CHDF5_OK else { throw HDF5Error(status, message) }
    }
}

extension chdf5_message {
    /// The message of libhdf5 or of the checks before it.
    var sentence: String {
        withUnsafeBytes(of: text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
