#if canImport(Glibc)
    import Glibc

    /// One event of inotify(7).
    struct InotifyEvent {
        /// The watch that it is about; negative for none.
        let watch: Int32
        let mask: UInt32
        /// Of the entry in the watched folder; empty for the folder itself, nil if it is not UTF-8.
        let name: String?

        func has(_ bit: some BinaryInteger) -> Bool { mask & UInt32(truncatingIfNeeded: bit) != 0 }

        var isOfFolder: Bool { has(IN_ISDIR) }
    }

    extension InotifyEvent {
        /// The events that a read has put into a buffer.
        static func all(in bytes: UnsafeRawBufferPointer) -> [InotifyEvent] {
            let header = MemoryLayout<inotify_event>.size
            var events: [InotifyEvent] = []
            var offset = 0
            while offset + header <= bytes.count {
                let raw = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                let end = offset + header + Int(raw.len)
                guard end <= bytes.count else { break }
                // The kernel pads names with zeros.
                let name = bytes[(offset + header)..<end].prefix { $0 != 0 }
                events.append(
                    InotifyEvent(
                        watch: raw.wd, mask: raw.mask, name: String(validating: name, as: UTF8.self)))
                offset = end
            }
            return events
        }
    }
#endif
