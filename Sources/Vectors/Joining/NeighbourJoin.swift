internal import CLookalikeVectorKernels

/// The nearest vectors of each vector of a set, found without comparing all with all.
///
/// Some of the vectors are pivots, and each belongs to its nearest pivot. A vector is compared with those of the pivots that
/// are nearest to it: vectors that are nearly the same have nearly the same pivots. With a million vectors this takes one
/// comparison in fifty. Pairs with a cosine of 0.95 and more are missed rarely (the tests say how rarely), less like ones
/// more often.
///
/// ```swift
/// var vectors = CodedVectors(dimension: 320, capacity: 1_000_000)
/// for vector in all { vectors.append(vector) }
/// let table = NeighbourJoin(vectors).run(count: 16, leastCosine: 0.5, threads: 2) { false }
/// ```
public struct NeighbourJoin: Sendable {
    /// How many of the pivots nearest to a vector have their vectors compared with it.
    private static let probes = 20
    private static let queriesAtOnce = 32

    private let vectors: CodedVectors
    private let pivots: [Int]

    /// - Parameter vectors: the set; their numbers are their places in it.
    public init(_ vectors: CodedVectors) {
        self.vectors = vectors
        let count = max(1, Int(Double(vectors.count).squareRoot()))
        // Evenly from all, so that the same set gives the same pivots.
        pivots = (0..<min(count, vectors.count)).map { $0 * vectors.count / min(count, vectors.count) }
    }

    /// - Parameters:
    ///   - count: the most neighbours of each vector.
    ///   - leastCosine: less like ones are left out.
    ///   - isCancelled: asked several times a second.
    /// - Returns: nil if it was cancelled.
    public func run(
        count: Int, leastCosine: Float, threads: Int, isCancelled: () -> Bool
    ) -> NeighbourTable? {
        let table = NeighbourTable(rows: vectors.count, count: count)
        if vectors.count < 2 { return table }
        guard let near = nearestPivots(threads: threads, isCancelled: isCancelled) else { return nil }
        let probes = near.count / vectors.count
        // The vectors of each pivot, and those that are compared with them.
        let owned = RowLists(near, every: probes, takes: 1, lists: pivots.count)
        let asking = RowLists(near, every: probes, takes: probes, lists: pivots.count)
        for pivot in pivots.indices {
            if isCancelled() { return nil }
            compare(asking.rows(of: pivot), with: owned.rows(of: pivot), leastCosine, table, threads: threads)
        }
        return table
    }

    /// The nearest pivots of each vector, best first, `probes` for each or as many as there are.
    private func nearestPivots(threads: Int, isCancelled: () -> Bool) -> [UInt32]? {
        let probes = min(Self.probes, pivots.count)
        var near = [UInt32](repeating: 0, count: probes * vectors.count)
        let isDone = near.withUnsafeMutableBufferPointer { near in
            vectors.codes.withUnsafeBufferPointer { codes in
                let scanner = CodeRows(codes: codes, vectors: vectors)
                return inParallel(vectors.count, share: Self.queriesAtOnce * 32, threads: threads) { part in
                    if isCancelled() { return false }
                    let batch = scanner.batch(Self.queriesAtOnce, rows: pivots)
                    for start in stride(from: part.lowerBound, to: part.upperBound, by: Self.queriesAtOnce) {
                        let queries = Array(start..<min(part.upperBound, start + Self.queriesAtOnce))
                        batch.run(queries)
                        for (place, query) in queries.enumerated() {
                            let cosines = pivots.indices.map { batch.cosine(place, $0) }
                            let best = Self.largest(cosines, probes)
                            for (i, pivot) in best.enumerated() { near[query * probes + i] = UInt32(pivot) }
                        }
                    }
                    return true
                }
            }
        }
        return isDone ? near : nil
    }

    /// The places of the largest numbers, the largest first.
    private static func largest(_ numbers: [Float], _ count: Int) -> [Int] {
        var best: [(value: Float, place: Int)] = []
        best.reserveCapacity(count + 1)
        for (place, value) in numbers.enumerated() {
            if best.count == count, value <= best[count - 1].value { continue }
            var at = best.count
            while at > 0, best[at - 1].value < value { at -= 1 }
            best.insert((value, place), at: at)
            if best.count > count { best.removeLast() }
        }
        return best.map(\.place)
    }

    private func compare(
        _ queries: ArraySlice<UInt32>, with rows: ArraySlice<UInt32>, _ least: Float, _ table: NeighbourTable,
        threads: Int
    ) {
        if rows.isEmpty { return }
        let numbers = rows.map { Int($0) }
        let asking = queries.map { Int($0) }
        vectors.codes.withUnsafeBufferPointer { codes in
            let scanner = CodeRows(codes: codes, vectors: vectors)
            // Each vector is among the queries once, so each of the table's rows is changed by one thread.
            _ = inParallel(asking.count, share: Self.queriesAtOnce * 4, threads: threads) { part in
                let batch = scanner.batch(Self.queriesAtOnce, rows: numbers)
                for start in stride(from: part.lowerBound, to: part.upperBound, by: Self.queriesAtOnce) {
                    let block = Array(asking[start..<min(part.upperBound, start + Self.queriesAtOnce)])
                    batch.run(block)
                    for (place, query) in block.enumerated() {
                        batch.forEach(place, reaching: max(least, table.threshold(query))) { row, cosine in
                            if numbers[row] != query { table.insert(numbers[row], cosine, into: query) }
                        }
                    }
                }
                return true
            }
        }
    }
}

/// The nearest neighbours of each vector of a set.
///
/// `@unchecked Sendable` is sound: it is changed by ``NeighbourJoin`` alone, each row by one thread at a time, and only read
/// once that has returned it.
public final class NeighbourTable: @unchecked Sendable {
    private let count: Int
    private let numbers: Scratch<Int32>
    private let cosines: Scratch<Float>

    init(rows: Int, count: Int) {
        self.count = max(1, count)
        numbers = Scratch(rows * self.count, repeating: -1)
        cosines = Scratch(rows * self.count, repeating: -2)
    }

    /// The neighbours of a vector, the nearest first, with their cosines to about 0.01.
    ///
    /// - Parameter row: the number of a vector of the set.
    public func neighbours(_ row: Int) -> [(number: Int, cosine: Float)] {
        (row * count..<(row + 1) * count).compactMap {
            numbers.pointer[$0] < 0 ? nil : (Int(numbers.pointer[$0]), cosines.pointer[$0])
        }
    }

    /// What a neighbour must exceed to be among the nearest.
    func threshold(_ row: Int) -> Float { cosines.pointer[(row + 1) * count - 1] }

    func insert(_ number: Int, _ cosine: Float, into row: Int) {
        let first = row * count
        var at = first + count - 1
        guard (cosine, -number) > (cosines.pointer[at], -Int(numbers.pointer[at])) else { return }
        while at > first, (cosine, -number) > (cosines.pointer[at - 1], -Int(numbers.pointer[at - 1])) {
            (cosines.pointer[at], numbers.pointer[at]) = (cosines.pointer[at - 1], numbers.pointer[at - 1])
            at -= 1
        }
        (cosines.pointer[at], numbers.pointer[at]) = (cosine, Int32(number))
    }
}

/// Which rows are in each of some lists.
private struct RowLists {
    private let starts: [Int]
    private let order: [UInt32]

    /// - Parameters:
    ///   - places: the lists of each row, `every` for each.
    ///   - takes: how many of them count.
    init(_ places: [UInt32], every: Int, takes: Int, lists: Int) {
        var starts = [Int](repeating: 0, count: lists + 1)
        let rows = places.count / every
        for row in 0..<rows { for i in 0..<takes { starts[Int(places[row * every + i]) + 1] += 1 } }
        for list in 0..<lists { starts[list + 1] += starts[list] }
        var next = starts
        var order = [UInt32](repeating: 0, count: rows * takes)
        for row in 0..<rows {
            for i in 0..<takes {
                let list = Int(places[row * every + i])
                order[next[list]] = UInt32(row)
                next[list] += 1
            }
        }
        (self.starts, self.order) = (starts, order)
    }

    func rows(of list: Int) -> ArraySlice<UInt32> { order[starts[list]..<starts[list + 1]] }
}

/// Coded vectors, of which some are compared with others. Valid as long as `codes` is.
private struct CodeRows {
    let codes: UnsafeBufferPointer<UInt8>
    let vectors: CodedVectors

    /// - Parameter queries: the most of a run.
    func batch(_ queries: Int, rows: [Int]) -> CodeBatch { CodeBatch(self, queries: queries, rows: rows) }
}

/// Queries against a list of rows; used by one thread.
private final class CodeBatch {
    private let source: CodeRows
    private let rows: [Int]
    private let pointers: Scratch<UnsafePointer<UInt8>?>
    private let scales: Scratch<Float>
    private let queries: Scratch<Int8>
    private let sums: Scratch<Int32>
    private var numbers: [Int] = []

    init(_ source: CodeRows, queries: Int, rows: [Int]) {
        self.source = source
        self.rows = rows
        pointers = Scratch(rows.count, repeating: nil)
        scales = Scratch(rows.count, repeating: 0)
        let length = source.vectors.length
        for (place, row) in rows.enumerated() {
            // Sound: there are `length` codes for each vector.
            pointers.pointer[place] = source.codes.baseAddress! + row * length
            scales.pointer[place] = source.vectors.scales[row]
        }
        self.queries = Scratch(queries * length, repeating: 0)
        sums = Scratch(queries * rows.count, repeating: 0)
    }

    func run(_ numbers: [Int]) {
        self.numbers = numbers
        let length = source.vectors.length
        for (place, number) in numbers.enumerated() {
            for i in 0..<length {
                queries.pointer[place * length + i] = Int8(
                    bitPattern: source.codes[number * length + i] ^ 0x80)
            }
        }
        Kernel.best.table.pointee.code_dots(
            queries.pointer, numbers.count, length, pointers.pointer, rows.count, sums.pointer, rows.count)
    }

    /// - Parameters:
    ///   - query: its place in the run.
    ///   - row: its place in the list.
    func cosine(_ query: Int, _ row: Int) -> Float {
        let number = numbers[query]
        let sum = sums.pointer[query * rows.count + row] - 128 * source.vectors.sums[number]
        return Float(sum) * source.vectors.scales[number] * scales.pointer[row]
    }

    /// The rows that are as near as `least`.
    func forEach(_ query: Int, reaching least: Float, _ body: (Int, Float) -> Void) {
        let number = numbers[query]
        let (bias, scale) = (128 * source.vectors.sums[number], source.vectors.scales[number])
        let line = sums.pointer + query * rows.count
        for row in 0..<rows.count {
            let cosine = Float(line[row] - bias) * scale * scales.pointer[row]
            if cosine >= least { body(row, cosine) }
        }
    }
}
