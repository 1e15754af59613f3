public import LookalikeJSON

/// What the images of a collection have under one attribute name.
public struct AttributeField: Sendable, Equatable {
    /// A value, and how many images have it.
    public struct Value: Sendable, Equatable {
        /// The value.
        public let value: JSONValue
        /// The number of images that have it.
        public let images: Int

        /// A value of some images.
        public init(_ value: JSONValue, images: Int) {
            (self.value, self.images) = (value, images)
        }
    }

    /// The kinds of values, as JSON names them.
    public enum Kind: String, Sendable, CaseIterable, Codable {
        /// Kinds of values.
        case number, string, boolean, null, array, object
    }

    /// The attribute's name.
    public var name: String
    /// How many images have it.
    public var images = 0
    /// How many images have a value of each kind; kinds that no image has are left out.
    public var kinds: [Kind: Int] = [:]
    /// How many different values there are.
    public var distinct = 0
    /// The values that most images have, the most frequent first; of equally frequent ones in the order of an index:
    /// numbers, texts by their bytes, other values.
    public var values: [Value] = []
    /// The least and the greatest number; nil if no value is a number.
    public var range: ClosedRange<Double>?

    /// A name that no image has yet.
    public init(name: String) { self.name = name }

    /// Counts a value.
    ///
    /// - Parameters:
    ///   - value: comes after those counted before, in the order of an index; each comes once.
    ///   - images: how many images have it.
    ///   - limit: the most values that are listed.
    public mutating func count(_ value: JSONValue, images: Int, limit: Int) {
        self.images += images
        distinct += 1
        kinds[Kind(of: value), default: 0] += images
        if let number = value.doubleValue {
            range = min(range?.lowerBound ?? number, number)...max(range?.upperBound ?? number, number)
        }
        guard values.count < limit || (values.last.map { $0.images < images } ?? false) else { return }
        let place = values.firstIndex { $0.images < images } ?? values.count
        values.insert(Value(value, images: images), at: place)
        if values.count > limit { values.removeLast() }
    }
}

extension AttributeField.Kind {
    fileprivate init(of value: JSONValue) {
        self =
            switch value {
            case .int, .double: .number
            case .string: .string
            case .bool: .boolean
            case .null: .null
            case .array: .array
            case .object: .object
            }
    }
}
