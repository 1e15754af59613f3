#if canImport(Glibc)
    import Glibc

    /// Which watch is of which folders, and the walks that add watches. A folder that several paths lead to has one watch.
    struct WatchTable {
        struct Place: Hashable {
            /// The id of the watched folder that it is below.
            let folder: Int64
            let path: String
        }

        /// What stops a walk.
        enum Failure: Error {
            /// No more watches are allowed.
            case noneLeft
        }

        /// -1 when it is closed, which adds nothing.
        private var descriptor: Int32
        private let names: IgnoredNames
        private(set) var places: [Int32: [Place]] = [:]
        /// The paths of the watched folders, by their ids.
        private(set) var folders: [Int64: String] = [:]

        private static let mask = UInt32(
            IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_ATTRIB
                | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK)
        private static let maximumDepth = 200

        init(_ descriptor: Int32, ignoring names: IgnoredNames) {
            self.descriptor = descriptor
            self.names = names
        }

        mutating func add(folder path: String, as id: Int64) throws(Failure) {
            remove(folder: id)
            folders[id] = path
            try add(Place(folder: id, path: path)) { _ in }
        }

        /// Watches a folder and those below it.
        ///
        /// - Parameter file: called with the path of each file in them.
        mutating func add(
            _ place: Place, depth: Int = 0, eachFile file: (String) -> Void
        ) throws(Failure) {
            let watch = inotify_add_watch(descriptor, place.path, Self.mask)
            guard watch >= 0 else {
                if errno == ENOSPC { throw .noneLeft }
                // It went, or may not be read: the comparison of the whole folder says so.
                return
            }
            // A link that leads back, or a second way to a folder.
            if places[watch]?.contains(where: { $0.folder == place.folder }) == true { return }
            places[watch, default: []].append(place)
            guard depth < Self.maximumDepth, let stream = opendir(place.path) else { return }
            var inside: [String] = []
            while let entry = readdir(stream) {
                guard let name = Self.name(of: entry), !name.hasPrefix(".") else { continue }
                let path = "\(place.path)/\(name)"
                if Self.isFolder(entry, at: path) {
                    if !names.isFolderIgnored(name) { inside.append(path) }
                } else if !names.isFileIgnored(name) {
                    file(path)
                }
            }
            // Closed before the walk goes deeper, so that it never has more than one open.
            closedir(stream)
            for path in inside {
                try add(Place(folder: place.folder, path: path), depth: depth + 1, eachFile: file)
            }
        }

        mutating func remove(folder id: Int64) {
            folders[id] = nil
            remove { $0.folder == id }
        }

        /// Forgets a folder below a watched one, and those below it.
        mutating func remove(_ place: Place) {
            let below = place.path + "/"
            remove {
                $0.folder == place.folder && ($0.path == place.path || $0.path.hasPrefix(below))
            }
        }

        private mutating func remove(_ isGone: (Place) -> Bool) {
            for (watch, known) in places {
                let left = known.filter { !isGone($0) }
                if left.count == known.count { continue }
                places[watch] = left.isEmpty ? nil : left
                // It may have ended by itself.
                if left.isEmpty { inotify_rm_watch(descriptor, watch) }
            }
        }

        mutating func close() {
            _ = Glibc.close(descriptor)
            descriptor = -1
        }

        /// The kernel has ended a watch.
        mutating func ended(_ watch: Int32) { places[watch] = nil }

        private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
            withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                // Sound: the kernel ends a name with a zero inside the 256 bytes of `d_name`.
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(validatingCString: $0)
                }
            }
        }

        /// Also of a link that leads to a folder.
        private static func isFolder(_ entry: UnsafeMutablePointer<dirent>, at path: String) -> Bool {
            switch Int(entry.pointee.d_type) {
            case Int(DT_DIR): return true
            case Int(DT_LNK), Int(DT_UNKNOWN):
                var status = stat()
                return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            default: return false
            }
        }
    }
#endif
