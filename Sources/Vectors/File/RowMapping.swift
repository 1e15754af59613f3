/// The mapped rows of a vector file, with their codes if there are any.
final class RowMapping: Sendable {
    let layout: RowLayout
    /// Number of rows that fit; the rows of every snapshot exist.
    let capacity: Int
    let codes: CodedRows?
    private let file: FileMapping
    private let verified: VerifiedRows

    init(_ file: FileMapping, _ layout: RowLayout, codes: CodedRows?, damaged: DamagedRows) {
        self.file = file
        self.layout = layout
        self.codes = codes
        capacity = layout.rowCount(fileSize: file.length)
        verified = VerifiedRows(layout, capacity: capacity, damaged: damaged)
    }

    var base: UnsafeRawPointer { file.base }

    /// A row's first byte. Valid while the mapping lives.
    func row(_ number: Int) -> UnsafeRawPointer { base + layout.offset(ofRow: number) }

    func vector(_ number: Int) -> UnsafePointer<Float> { row(number).assumingMemoryBound(to: Float.self) }

    /// Whether a row is intact; reads it only the first time.
    func isIntact(_ number: Int) -> Bool { verified.isIntact(row(number), number: number) }

    /// Whether a row is intact; reads it, and records the result.
    func check(_ number: Int) -> Bool {
        if layout.isIntact(row(number)) { return true }
        verified.note(damaged: number)
        return false
    }

    /// Records a damaged row.
    func note(damaged number: Int) { verified.note(damaged: number) }

    /// Rows of the file that were found damaged.
    var damaged: DamagedRows { verified.damaged }
}
