internal import Foundation
internal import Metrics

/// The process metrics of Prometheus' client libraries (prometheus.io/docs/instrumenting/writing_clientlibs, "Process
/// metrics"), as far as the system provides them: on Linux from `/proc`.
struct ProcessMetrics: Sendable {
    private let cpu: FloatingPointCounter
    private let resident: Meter
    private let virtual: Meter
    private let files: Meter
    private let maximumFiles: Meter
    private let start: Meter

    init(_ factory: any MetricsFactory) {
        func meter(_ label: String) -> Meter { Meter(label: label, dimensions: [], factory: factory) }
        cpu = FloatingPointCounter(label: "process_cpu_seconds_total", dimensions: [], factory: factory)
        resident = meter("process_resident_memory_bytes")
        virtual = meter("process_virtual_memory_bytes")
        files = meter("process_open_fds")
        maximumFiles = meter("process_max_fds")
        start = meter("process_start_time_seconds")
        start.set(Self.startTime)
    }

    func update() {
        var usage = rusage()
        if getrusage(Self.ownUsage, &usage) == 0 {
            // A counter can only be increased, so it is reset and then set to the total.
            cpu.reset()
            cpu.increment(by: Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime))
        }
        if let (all, used) = Self.memory {
            virtual.set(all)
            resident.set(used)
        }
        if let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            files.set(names.count)
        }
        var limit = rlimit()
        if getrlimit(Self.fileLimit, &limit) == 0 { maximumFiles.set(Double(limit.rlim_cur)) }
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    #if os(Linux)
        private static let fileLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        private static let ownUsage = __rusage_who_t(RUSAGE_SELF.rawValue)
    #else
        private static let ownUsage = RUSAGE_SELF
        private static let fileLimit = RLIMIT_NOFILE
    #endif

    /// Bytes of the address space and of memory (proc(5), `/proc/pid/statm`).
    private static var memory: (virtual: Int, resident: Int)? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let pages = text.split(separator: " ").prefix(2).compactMap { Int($0) }
        guard pages.count == 2 else { return nil }
        let size = Int(sysconf(Int32(_SC_PAGESIZE)))
        return (pages[0] * size, pages[1] * size)
    }

    /// Seconds since 1970: the time of the first call, minus the process' running time by then.
    private static let startTime: Double = {
        let now = Date().timeIntervalSince1970
        guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let uptime = try? String(contentsOfFile: "/proc/uptime", encoding: .utf8),
            let up = uptime.split(separator: " ").first.flatMap({ Double($0) }),
            // The fields after the name, which is in brackets; the start time is field 22.
            let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 19,
            let ticks = Double(fields[19])
        else { return now }
        return now - (up - ticks / Double(sysconf(Int32(_SC_CLK_TCK))))
    }()
}
