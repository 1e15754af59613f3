internal import LookalikeJSON
internal import LookalikeOpenAPI

/// A body that contains a vector.
protocol VectorBody: Decodable, Sendable {
    /// The member's name.
    static var vectorName: String { get }
    mutating func take(vector: [Float])
}

/// A body that has a list, each element of which may have a vector and an image in it.
protocol PartsBody: Decodable, Sendable {
    static var largeMembers: JSONLargeMembers.Names { get }
    mutating func take(vector: [Float], ofPart: Int?)
    mutating func take(text: String, ofPart: Int?)
}

extension RouteRequest {
    /// The body as JSON, with a fast path for its vector: a general decoder takes milliseconds for thousands of
    /// numbers.
    ///
    /// - Parameters:
    ///   - dimension: expected count of numbers. A few more are read, so that the error can report them.
    ///   - rest: most bytes of the body besides the vector; nil for the usual JSON limit.
    /// - Throws: ``ValidationIssues``, ``APIError`` 413.
    func json<T: VectorBody>(_ type: T.Type, dimension: Int, besides rest: Int? = nil) async throws -> T {
        let limit = 2 * dimension + 1_000
        // A number with as many digits as possible has at most 25 characters.
        let text = try await bytes(limit: (rest ?? limits.orderBytes) + 32 * limit)
        let taken: JSONNumberArray?
        do throws(JSONNumberArray.Problem) {
            taken = try JSONNumberArray.take(T.vectorName, from: text, limit: limit)
        } catch {
            throw ValidationIssues([ValidationIssue(error, in: T.vectorName)])
        }
        var body = try ValidationIssues.decode(type, from: taken?.rest ?? text)
        if let taken { body.take(vector: taken.numbers) }
        return body
    }

    /// As ``json(_:dimension:besides:)``, for a body with several vectors and images.
    func json<T: PartsBody>(_ type: T.Type, dimension: Int, besides rest: Int) async throws -> T {
        let text = try await bytes(limit: rest + 32 * (2 * dimension + 1_000))
        return try Self.decoded(type, from: text, dimension: dimension)
    }

    /// A text as JSON, with a fast path for its vectors and images.
    ///
    /// - Throws: ``ValidationIssues``.
    static func decoded<T: PartsBody>(_ type: T.Type, from text: [UInt8], dimension: Int) throws -> T {
        let limit = 2 * dimension + 1_000
        let members: JSONLargeMembers
        do throws(JSONLargeMembers.Failure) {
            members = try JSONLargeMembers(of: text, T.largeMembers, limit: limit)
        } catch {
            let part = error.element.map { [.string(T.largeMembers.list), .int($0)] } ?? [] as [JSONValue]
            throw ValidationIssues([
                ValidationIssue(error.problem, in: T.largeMembers.numbers, at: ["body"] + part)
            ])
        }
        var body = try ValidationIssues.decode(type, from: members.rest)
        for taken in members.taken {
            switch taken.value {
            case .numbers(let numbers): body.take(vector: numbers, ofPart: taken.element)
            case .text(let text):
                body.take(text: try ValidationIssues.decode(String.self, from: text), ofPart: taken.element)
            }
        }
        return body
    }
}

extension ValidationIssue {
    fileprivate init(
        _ problem: JSONNumberArray.Problem, in name: String, at place: [JSONValue] = ["body"]
    ) {
        let loc = place + [.string(name)]
        switch problem {
        case .notANumber(let place): self.init(.number, at: loc + [.int(place)])
        case .notFinite(let place): self.init(.finiteNumber, at: loc + [.int(place)])
        case .malformed(let place):
            self.init(
                .jsonInvalid("The list '\(name)' is not valid JSON at place \(place)"), at: ["body", 0],
                input: [:])
        case .tooMany(let limit): self.init(.tooLong(limit), at: loc)
        }
    }
}

extension ValidationIssue.Reason {
    fileprivate static let number = Self(type: "float_type", message: "Input should be a valid number")

    /// Reading stops here.
    fileprivate static func tooLong(_ limit: Int) -> Self {
        Self(
            type: "too_long", message: "List should have at most \(limit) items after validation, not more",
            context: ["field_type": "List", "max_length": .int(limit)])
    }
}
