internal import Foundation

/// A thread outside Swift's cooperative pool, whose threads must never block in C code.
enum WorkerThread {
    static func start(name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.name = name
        // Decoders recurse little, but libvips and OpenVINO were made for 8 MB.
        thread.stackSize = 8 << 20
        thread.start()
    }
}
