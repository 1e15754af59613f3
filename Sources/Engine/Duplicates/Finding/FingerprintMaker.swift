internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures
internal import LookalikeWorkThreads

/// Makes the fingerprints of images that were stored before there were any, from their files and uploads.
struct FingerprintMaker: Sendable {
    let collection: OpenCollection
    let embedder: Embedder

    /// Images whose bytes are gone, changed or unreadable are left out.
    func make(of images: [ImageRecord]) async throws -> [String: PictureFingerprint] {
        try await withThrowingTaskGroup(of: (String, PictureFingerprint)?.self) { group in
            for image in images where image.source != .vector && !image.contentHash.isEmpty {
                group.addTask { try await make(of: image).map { (image.contentKey, $0) } }
            }
            return try await group.reduce(into: [:]) { if let made = $1 { $0[made.0] = made.1 } }
        }
    }

    private func make(of image: ImageRecord) async throws -> PictureFingerprint? {
        let (collection, limits) = (collection, embedder.limits)
        let bytes = await Blocking.run { collection.embeddedBytes(of: image, limits: limits) }
        guard let bytes else { return nil }
        return try await make(of: bytes, preparation: collection.record.preparation)
    }

    /// Nil if the bytes can't be decoded.
    func make(of bytes: [UInt8], preparation: ImagePreparation) async throws -> PictureFingerprint? {
        var options = DecodingOptions()
        options.limits = embedder.limits
        options.appliesOrientation = preparation == .standard
        options.alpha = preparation == .standard ? .overWhite : .drop
        let side = 2 * PictureFingerprint.longSide
        options.sufficientSize = PixelSize(width: side, height: side)
        let decoding = options
        do {
            return try await embedder.scheduler.run(priority: .bulk, weight: bytes.count) {
                PictureFingerprint(of: try PictureDecoder.decode(bytes, options: decoding))
            }
        } catch is PictureError {
            return nil
        }
    }
}
