internal import LookalikeCatalogue

/// Why a sync stopped before it removed anything.
public struct RemovalRefusal: Sendable, Equatable {
    /// What the sync would have removed.
    public enum Reason: Sendable, Equatable {
        /// Every image that came from the folder.
        case all
        /// Every image below a link or a mount point, given as its path below the folder.
        case place(String)
        /// More than this share of them.
        case share(Double)
    }

    /// The collection's name.
    public let collection: String
    /// The path of the folder that it was synced with.
    public let directory: String
    /// What it would have removed.
    public let reason: Reason
    /// Images that would be removed.
    public let removed: Int
    /// Images that came from the folder, or from the place in it.
    public let total: Int
}

extension RemovalRefusal: CustomStringConvertible {
    public var description: String {
        let which =
            switch reason {
            case .all: "all \(total) images of \(directory)"
            case .place(let path): "all \(total) images below \(directory)/\(path), a link or a mount point"
            case .share(let share):
                "\(removed) of \(total) images of \(directory), more than \((share * 100).text) %"
            }
        return
            "The sync of '\(collection)' would remove \(which), whose files are not there any more. Nothing was "
            + "removed. If a disk is not mounted or a folder was moved, mend that and sync again; if the files are meant to "
            + "be gone, allow it: --allow-removals on the command line, allow_removals=true over HTTP."
    }
}

extension Double {
    /// Without a fraction where it has none.
    fileprivate var text: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}

/// Tells ordinary removals from a folder that only appears empty: a disk that is not mounted, or a link with a
/// missing target.
struct RemovalGuard: Sendable {
    /// Below this number of images, the share does not matter.
    private static let leastTotal = 10

    let collection: String
    let directory: String
    /// The largest share of the images that may go.
    let share: Double
    /// Paths of links and mount points below the folder, now or at the last sync.
    let places: Set<String>
    /// Of all files of the root.
    let records: [FileRecord]

    /// - Parameter lost: the record ids of those whose file is gone and was not found under another name.
    /// - Returns: nil if they may be removed.
    func refusal(_ lost: Set<Int64>) -> RemovalRefusal? {
        if lost.isEmpty { return nil }
        // Broken images can't be found by searches anyway: they count only if there are no others.
        let ready = records.filter { $0.state == .ready }
        // A file counts once, however many frames of it there are.
        let counted = (ready.isEmpty ? records : ready).files.map { $0[$0.startIndex] }
        let removed = counted.count { lost.contains($0.recordID) }
        if removed == counted.count, removed > 0 { return refusal(.all, removed, counted.count) }
        for place in places.sorted() {
            let below = counted.filter {
                $0.path.utf8.elementsEqual(place.utf8) || $0.path.utf8.starts(with: (place + "/").utf8)
            }
            if !below.isEmpty, below.allSatisfy({ lost.contains($0.recordID) }) {
                return refusal(.place(place), below.count, below.count)
            }
        }
        if counted.count >= Self.leastTotal, Double(removed) > share * Double(counted.count) {
            return refusal(.share(share), removed, counted.count)
        }
        return nil
    }

    private func refusal(_ reason: RemovalRefusal.Reason, _ removed: Int, _ total: Int) -> RemovalRefusal {
        RemovalRefusal(
            collection: collection, directory: directory, reason: reason, removed: removed, total: total)
    }
}

extension SyncPlan {
    /// Records that are lost whatever the new files contain: a renamed file keeps its size.
    ///
    /// - Parameter newSizes: how many new files there are of each size.
    func certainlyLost(newSizes: [Int64: Int]) -> Set<Int64> {
        var sizes = newSizes
        var lost: Set<Int64> = []
        for file in missing.files {
            if let signature = file.first?.signature, let left = sizes[signature.size], left > 0 {
                sizes[signature.size] = left - 1
            } else {
                lost.formUnion(file.map(\.recordID))
            }
        }
        return lost
    }
}
