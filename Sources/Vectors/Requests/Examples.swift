/// Something to search by: a stored vector, or one given.
public enum Example: Sendable, Equatable {
    /// The stored vector of this id.
    case id(Int64)
    /// As many numbers as the index's dimension.
    case vector([Float])
}

/// Why a search by examples was refused.
public enum ExampleError: Error, Equatable, Sendable {
    /// There is no example of what is wanted.
    case noPositive
    /// No vector is stored under this id.
    case unknownID(Int64)
    /// The row of the vector that is stored under this id is damaged.
    case damaged(Int64)
    /// What is wanted and what is not are the same: no direction is left to search in.
    case cancelledOut
    /// A vector or the request is refused.
    case index(IndexError)
}

extension ExampleError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noPositive: "At least one example of what is wanted is needed."
        case .unknownID(let id): "There is no vector with id \(id) to use as an example."
        case .damaged(let id): "The vector with id \(id) is damaged and can't be an example."
        case .cancelledOut: "The examples of what is wanted and of what is not cancel each other out."
        case .index(let error): error.description
        }
    }
}

extension VectorIndex {
    /// The vector to search for something like the positive examples and unlike the negative ones: see
    /// ``QueryCombination/vector(of:metric:)``.
    public func query(
        positive: [Example], negative: [Example] = []
    ) throws(ExampleError) -> [Float] {
        guard !positive.isEmpty else { throw .noPositive }
        var parts: [WeightedVector] = []
        for example in positive { parts.append(WeightedVector(try vector(of: example))) }
        for example in negative { parts.append(WeightedVector(try vector(of: example), isNegative: true)) }
        return try QueryCombination.vector(of: parts, metric: metric)
    }

    /// The stored vectors most like the positive examples and unlike the negative ones (see `query(positive:negative:)`),
    /// best first. Stored examples are no results.
    public func search(
        positive: [Example], negative: [Example] = [], _ request: SearchRequest
    ) throws(ExampleError) -> [Neighbour] {
        let query = try query(positive: positive, negative: negative)
        var request = request
        let stored = (positive + negative).compactMap { example -> Int64? in
            if case .id(let id) = example { id } else { nil }
        }
        request.excluded = IDSet(request.excluded.sorted + stored)
        do throws(IndexError) {
            return try search(query, request)[0]
        } catch {
            throw .index(error)
        }
    }

    private func vector(of example: Example) throws(ExampleError) -> [Float] {
        switch example {
        case .id(let id):
            if let vector = vector(of: id) { return vector }
            throw isDamaged(id) ? .damaged(id) : .unknownID(id)
        case .vector(let vector):
            guard vector.count == dimension else {
                throw .index(.dimensionMismatch(dimension: dimension, valueCount: vector.count))
            }
            if let error = IndexError.firstNotFinite(vector, dimension: dimension) { throw .index(error) }
            return vector
        }
    }
}
