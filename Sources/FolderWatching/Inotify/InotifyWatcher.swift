#if canImport(Glibc)
    internal import Foundation
    internal import Glibc
    internal import Synchronization

    /// Watches folders by inotify(7), with a thread of its own that waits for the kernel.
    ///
    /// Folders on other machines tell nothing of what other machines do to them.
    public final class InotifyWatcher: FolderWatcher {
        /// See ``FolderWatcher/events``.
        public let events: AsyncStream<FolderEvent>
        private let continuation: AsyncStream<FolderEvent>.Continuation
        private let names: IgnoredNames
        private let descriptor: Int32
        /// Ends the thread: it waits for the reading end too.
        private let end: (read: Int32, write: Int32)
        private let table: Mutex<WatchTable>
        private let isStopped = Mutex(false)

        /// Fails if the system gives no more of them: `fs.inotify.max_user_instances`.
        public init?(ignoring names: IgnoredNames) {
            var ends: [Int32] = [0, 0]
            let opened = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
            guard opened >= 0 else { return nil }
            guard pipe(&ends) == 0 else {
                close(opened)
                return nil
            }
            for opened in ends { _ = fcntl(opened, F_SETFD, FD_CLOEXEC) }
            (descriptor, end, self.names) = (opened, (ends[0], ends[1]), names)
            (events, continuation) = AsyncStream.makeStream(of: FolderEvent.self)
            table = Mutex(WatchTable(opened, ignoring: names))
            // The thread ends when the watcher is stopped, and closes what was opened.
            Thread.detachNewThread { [self] in listen() }
        }

        /// See ``FolderWatcher/watch(_:as:)``.
        public func watch(_ path: String, as id: Int64) {
            let problem = table.withLock { table -> String? in
                do throws(WatchTable.Failure) {
                    try table.add(folder: path, as: id)
                    return nil
                } catch {
                    return Self.sentence(path, watches: table.places.count)
                }
            }
            if let problem { send(.unwatched(problem), of: id) }
        }

        private static func sentence(_ path: String, watches: Int) -> String {
            "Not all folders below \(path) can be watched: the system allows no more than \(watches) here. Raise fs.inotify.max_user_watches (sysctl) to watch them all."
        }

        /// See ``FolderWatcher/unwatch(_:)``.
        public func unwatch(_ id: Int64) { table.withLock { $0.remove(folder: id) } }

        /// See ``FolderWatcher/stop()``.
        public func stop() {
            let isFirst = isStopped.withLock { stopped in
                defer { stopped = true }
                return !stopped
            }
            guard isFirst else { return }
            continuation.finish()
            // Closing the writing end wakes the thread.
            close(end.write)
        }

        private func send(_ kind: FolderEvent.Kind, of id: Int64) {
            continuation.yield(FolderEvent(folder: id, kind: kind))
        }

        // MARK: The thread

        private func listen() {
            defer {
                // Nothing is added to it any more.
                table.withLock { $0.close() }
                close(end.read)
            }
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
            defer { buffer.deallocate() }
            while true {
                var waiting = [
                    pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: end.read, events: Int16(POLLIN), revents: 0),
                ]
                if poll(&waiting, 2, -1) < 0, errno != EINTR { return }
                if waiting[1].revents != 0 { return }
                // Sound: as many bytes as the buffer has are asked for.
                let count = read(descriptor, buffer.baseAddress!, buffer.count)
                if count <= 0 { continue }
                handle(InotifyEvent.all(in: UnsafeRawBufferPointer(rebasing: buffer[..<count])))
            }
        }

        /// Passes on what a read brought, each thing once.
        private func handle(_ events: [InotifyEvent]) {
            var batch = EventBatch()
            table.withLock { table in
                for event in events {
                    if event.has(IN_Q_OVERFLOW) {
                        startAgain(&table, &batch)
                    } else if event.has(IN_IGNORED) {
                        table.ended(event.watch)
                    } else {
                        for place in table.places[event.watch] ?? [] {
                            handle(event, at: place, &table, &batch)
                        }
                    }
                }
            }
            for event in batch.events { continuation.yield(event) }
        }

        /// The kernel dropped events: new folders may not be watched yet.
        private func startAgain(_ table: inout WatchTable, _ batch: inout EventBatch) {
            for (id, path) in table.folders {
                batch.add(
                    .missed(
                        "More changed below \(path) at once than the system remembers; it is compared as a whole."
                    ),
                    of: id)
                do throws(WatchTable.Failure) { try table.add(folder: path, as: id) } catch {
                    batch.add(.unwatched(Self.sentence(path, watches: table.places.count)), of: id)
                }
            }
        }

        private func handle(
            _ event: InotifyEvent, at place: WatchTable.Place, _ table: inout WatchTable,
            _ batch: inout EventBatch
        ) {
            let id = place.folder
            // The watched folder itself, or a name that no record can hold.
            guard let name = event.name, !name.isEmpty else { return batch.add(.changed, of: id) }
            let path = "\(place.path)/\(name)"
            if event.isOfFolder {
                if name.hasPrefix(".") || names.isFolderIgnored(name) { return }
                let inside = WatchTable.Place(folder: id, path: path)
                if event.has(IN_MOVED_FROM | IN_DELETE) { table.remove(inside) }
                if event.has(IN_CREATE | IN_MOVED_TO) {
                    add(inside, areFilesWhole: event.has(IN_MOVED_TO), &table, &batch)
                }
                return batch.add(.changed, of: id)
            }
            if name.hasPrefix(".") || names.isFileIgnored(name) { return }
            if event.has(IN_CREATE) { batch.add(.made(path), of: id) }
            if event.has(IN_MODIFY) { batch.add(.writing(path), of: id) }
            if event.has(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE) {
                batch.add(.written(path), of: id)
            }
            if event.has(IN_ATTRIB) { batch.add(.changed, of: id) }
            // A link may lead to a folder.
            if event.has(IN_CREATE | IN_MOVED_TO) {
                add(WatchTable.Place(folder: id, path: path), areFilesWhole: true, &table, &batch)
            }
        }

        /// Watches a new folder.
        ///
        /// - Parameter areFilesWhole: false if files in it may still be being written, since they came before the watch.
        private func add(
            _ place: WatchTable.Place, areFilesWhole: Bool, _ table: inout WatchTable,
            _ batch: inout EventBatch
        ) {
            do throws(WatchTable.Failure) {
                try table.add(place) { if !areFilesWhole { batch.add(.made($0), of: place.folder) } }
            } catch {
                let sentence = Self.sentence(place.path, watches: table.places.count)
                batch.add(.unwatched(sentence), of: place.folder)
            }
        }
    }

    /// Events of one read. Of what happened to a file the last counts.
    private struct EventBatch {
        private var order: [FolderEvent] = []
        private var files: [Int64: [String: FolderEvent.Kind]] = [:]

        mutating func add(_ kind: FolderEvent.Kind, of id: Int64) {
            switch kind {
            case .made(let path), .writing(let path), .written(let path):
                files[id, default: [:]][path] = kind
            case .changed, .missed, .unwatched:
                let event = FolderEvent(folder: id, kind: kind)
                if !order.contains(event) { order.append(event) }
            }
        }

        var events: [FolderEvent] {
            let ofFiles = files.flatMap { id, files in
                files.values.map { FolderEvent(folder: id, kind: $0) }
            }
            return ofFiles + order
        }
    }
#endif
