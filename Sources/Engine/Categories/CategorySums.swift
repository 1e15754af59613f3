internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeVectors

/// The categories of a collection with the running sums of their vectors, in double precision.
///
/// A prototype is the mean of a category's vectors. Where the metric is the cosine, each vector is divided by its
/// Euclidean norm before it is added, so that a long vector counts no more than a short one; for the other metrics
/// vectors are added as they are.
struct CategorySums: Sendable {
    struct Entry: Sendable {
        var record: CategoryRecord
        /// None while the count is 0.
        var sum: [Double]
    }

    let metric: Metric
    private(set) var entries: [Int64: Entry] = [:]
    private var ids: [String: Int64] = [:]
    private var next: Int64

    init(metric: Metric, categories: [CategoryRecord], prototypes: [PrototypeRecord], next: Int64) {
        self.metric = metric
        self.next = next
        let sums = Dictionary(prototypes.map { ($0.category, $0.sum) }, uniquingKeysWith: { a, _ in a })
        for record in categories {
            entries[record.id] = Entry(record: record, sum: sums[record.id] ?? [])
            ids[record.name] = record.id
        }
    }

    var isEmpty: Bool { entries.isEmpty }
    /// By ascending id.
    var records: [CategoryRecord] { entries.values.map(\.record).sorted { $0.id < $1.id } }

    func id(named name: String) -> Int64? { ids[name] }

    /// - Parameter id: nil takes the next.
    mutating func create(_ name: String, id: Int64?, at date: Date) throws(EngineError) -> CategoryRecord {
        guard CategoryName.isValid(name), id.map({ $0 >= 0 && $0 < .max }) ?? true else {
            throw .invalidCategoryName(id.map { "\($0): \(name)" } ?? name)
        }
        if ids[name] != nil { throw .categoryExists(name) }
        if let id, entries[id] != nil { throw .categoryExists("\(id)") }
        let record = CategoryRecord(id: id ?? next, name: name, createdAt: date)
        next = max(next, record.id + 1)
        entries[record.id] = Entry(record: record, sum: [])
        ids[name] = record.id
        return record
    }

    mutating func rename(_ id: Int64, to name: String, in collection: String) throws(EngineError) {
        guard let entry = entries[id] else { throw .unknownCategory("\(id)", collection: collection) }
        guard CategoryName.isValid(name) else { throw .invalidCategoryName(name) }
        if let other = ids[name], other != id { throw .categoryExists(name) }
        ids[entry.record.name] = nil
        ids[name] = id
        entries[id]?.record.name = name
    }

    mutating func delete(_ id: Int64) {
        if let entry = entries.removeValue(forKey: id) { ids[entry.record.name] = nil }
    }

    mutating func add(_ vector: [Float], to category: Int64) {
        guard var entry = entries.removeValue(forKey: category) else { return }
        entry.record.count += 1
        if entry.sum.isEmpty { entry.sum = [Double](repeating: 0, count: vector.count) }
        let scale = scale(of: vector)
        for i in vector.indices { entry.sum[i] += Double(vector[i]) * scale }
        entries[category] = entry
    }

    mutating func remove(_ vector: [Float], from category: Int64) {
        guard var entry = entries.removeValue(forKey: category), entry.record.count > 0 else { return }
        entry.record.count -= 1
        let scale = scale(of: vector)
        // Drop rounding errors with the last vector.
        if entry.record.count == 0 { entry.sum = [] }
        for i in entry.sum.indices { entry.sum[i] -= Double(vector[i]) * scale }
        entries[category] = entry
    }

    /// Sets all sums to zero, to be filled again.
    mutating func clear() {
        for id in entries.keys {
            entries[id]?.record.count = 0
            entries[id]?.sum = []
        }
    }

    func prototype(_ category: Int64) -> PrototypeRecord? {
        entries[category].map {
            PrototypeRecord(category: category, count: $0.record.count, sum: $0.sum)
        }
    }

    private func scale(of vector: [Float]) -> Double {
        guard metric == .cosine else { return 1 }
        let norm = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        return norm > 0 && norm.isFinite ? 1 / norm : 1
    }
}

extension CategorySums {
    /// Prototypes by their score with a vector under the collection's metric, descending, then by id. Categories
    /// without vectors have none.
    func nearest(to vector: [Float]) -> [(category: CategoryRecord, score: Double)] {
        let query = vector.map(Double.init)
        return entries.values.filter { $0.record.count > 0 && $0.sum.count == query.count }
            .map { ($0.record, score(query, $0)) }
            .sorted { ($0.1, $1.0.id) > ($1.1, $0.0.id) }
    }

    private func score(_ query: [Double], _ entry: Entry) -> Double {
        let count = Double(entry.record.count)
        switch metric {
        case .cosine:
            // The cosine with the sum equals the cosine with the mean.
            let norms = dot(query, query).squareRoot() * dot(entry.sum, entry.sum).squareRoot()
            return norms > 0 ? dot(query, entry.sum) / norms : 0
        case .innerProduct: return dot(query, entry.sum) / count
        case .l2:
            return -zip(query, entry.sum).reduce(0) { $0 + ($1.0 - $1.1 / count) * ($1.0 - $1.1 / count) }
        }
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for i in a.indices { sum += a[i] * b[i] }
        return sum
    }
}

/// What a category may be called: 1–200 characters, none of them a control character.
enum CategoryName {
    static let uncategorized = "Uncategorized"

    static func isValid(_ name: String) -> Bool {
        (1...200).contains(name.unicodeScalars.count)
            && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
