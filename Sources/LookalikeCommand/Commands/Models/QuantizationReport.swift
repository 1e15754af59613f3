import Foundation
import LookalikeModelTools
import Synchronization

extension QuantizationReport {
    /// For the terminal.
    var text: String {
        var table = TextTable(header: [("", .left), (parent, .right), (name, .right)])
        if let one = precisionAt1 {
            table.rows.append(["P@1", Self.number(one.parent), Self.number(one.quantized)])
        }
        if let ten = precisionAt10 {
            table.rows.append(["P@10", Self.number(ten.parent), Self.number(ten.quantized)])
        }
        table.rows += [
            ["mean cosine", "", Self.number(cosine)],
            [
                "ms per image", String(format: "%.2f", millisecondsPerImage.parent),
                String(format: "%.2f", millisecondsPerImage.quantized),
            ],
            [
                "network", Terminal.size(Int(networkBytes.parent)),
                Terminal.size(Int(networkBytes.quantized)),
            ],
        ]
        return table.text
    }
}

/// Shows the passes through the images, one after the other.
final class QuantizationDisplay: Sendable {
    private struct Shown {
        var verb: String?
        var display: ProgressDisplay?
    }

    private let shown = Mutex(Shown())

    func show(_ progress: QuantizationProgress) {
        let display = shown.withLock { shown -> ProgressDisplay in
            if shown.verb == progress.verb, let display = shown.display { return display }
            shown.display?.finish()
            let display = ProgressDisplay(progress.verb)
            (shown.verb, shown.display) = (progress.verb, display)
            return display
        }
        display.show(progress.pass)
    }

    /// Leaves the screen as the result wants it.
    func finish() { shown.withLock { $0.display?.finish() } }
}
