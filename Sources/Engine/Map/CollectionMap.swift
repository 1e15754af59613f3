public import Foundation

/// The images of a collection as points on a plane: similar ones lie near each other.
public struct CollectionMap: Sendable, Equatable {
    /// When it was computed.
    public var madeAt: Date
    /// The record ids of the images, ascending.
    public var recordIDs: [Int64]
    /// For each image, from 0 at the left to 65,535 at the right.
    public var x: [UInt16]
    /// For each image, from 0 at the top to 65,535 at the bottom. Both axes have one scale.
    public var y: [UInt16]

    /// - Parameters:
    ///   - recordIDs: ascending.
    ///   - x: as many as there are record ids.
    ///   - y: as many as there are record ids.
    public init(madeAt: Date, recordIDs: [Int64], x: [UInt16], y: [UInt16]) {
        self.madeAt = madeAt
        self.recordIDs = recordIDs
        self.x = x
        self.y = y
    }
}

/// A point of a map with the image that it stands for.
public struct MapPoint: Sendable, Equatable {
    /// The image's id.
    public let id: String
    /// The id of its category; nil if it has none.
    public let category: Int64?
    /// As ``CollectionMap/x``.
    public let x: UInt16
    /// As ``CollectionMap/y``.
    public let y: UInt16
}

/// What there is of a collection's map.
public struct MapState: Sendable {
    /// When the map was computed; nil if there is none.
    public let madeAt: Date?
    /// Images that are still there, by ascending record id.
    public let points: [MapPoint]
    /// Images that can be found and are not on the map: they were added after it was computed.
    public let missing: Int
    /// The job that computes it anew; nil if none does.
    public let job: Job?
}
