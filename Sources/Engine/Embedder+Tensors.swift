internal import LookalikeCatalogue
internal import LookalikeEmbedding
internal import LookalikePictures

extension Embedder {
    /// Embeds an image that is read when its turn comes.
    nonisolated func embed(
        with model: LoadedModel, priority: EmbeddingScheduler.Priority, weight: Int,
        region: ImageRegion? = nil, turn: ImageTurn = .none, maximumBatch: Int = .max,
        preparation: ImagePreparation = .standard, isFingerprinted: Bool = false,
        load: @escaping @Sendable () throws -> [UInt8]
    ) async throws -> Result {
        let (limits, manifest) = (limits, model.manifest)
        let output = try await scheduler.embed(
            with: model.network, identifier: manifest.name, priority: priority, weight: weight,
            maximumBatch: maximumBatch
        ) {
            var options = DecodingOptions()
            options.limits = limits
            options.appliesOrientation = preparation != .asImported
            options.alpha = preparation == .asImported ? .drop : .overWhite
            options.convertsColours = preparation != .asImported
            var (tensor, facts) = try manifest.tensor(
                of: try load(), region: region, options: options, isFingerprinted: isFingerprinted)
            tensor = turn.applied(to: tensor, size: manifest.inputSize, layout: manifest.input.layout)
            return (tensor, (tensor: preparation == .turned ? tensor : [], facts: facts))
        }
        var vector = try manifest.vector(of: output.embedding)
        if preparation == .turned {
            vector = try await mean(
                vector, ofTurned: output.extra.tensor, with: model, priority, maximumBatch)
        }
        let facts = output.extra.facts
        return Result(
            vector: vector, info: facts.info, warnings: facts.warnings, fingerprint: facts.fingerprint)
    }

    /// The mean of the vectors of an image in all its turns.
    ///
    /// - Parameter vector: of the image as it is.
    private nonisolated func mean(
        _ vector: [Float], ofTurned tensor: [Float], with model: LoadedModel,
        _ priority: EmbeddingScheduler.Priority, _ maximumBatch: Int
    ) async throws -> [Float] {
        let (manifest, network, scheduler) = (model.manifest, model.network, scheduler)
        return try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
            let turns = manifest.turns
            for (place, turn) in turns.enumerated().dropFirst() {
                group.addTask {
                    let output = try await scheduler.embed(
                        with: network, identifier: manifest.name, priority: priority,
                        weight: 4 * tensor.count, maximumBatch: maximumBatch
                    ) {
                        (
                            turn.applied(
                                to: tensor, size: manifest.inputSize, layout: manifest.input.layout), ()
                        )
                    }
                    return (place, try manifest.vector(of: output.embedding))
                }
            }
            var vectors = [[Float]](repeating: vector, count: turns.count)
            for try await (place, made) in group { vectors[place] = made }
            // In one order, so that the sum is rounded in one way.
            let sum = vectors.reduce(into: [Double](repeating: 0, count: vector.count)) { sum, vector in
                for (i, number) in vector.enumerated() { sum[i] += Double(number) }
            }
            let mean = sum.map { Float($0 / Double(turns.count)) }
            return manifest.normalize ? normalized(mean) : mean
        }
    }
}

extension ModelManifest {
    /// Of the network's input, in pixels.
    var inputSize: PixelSize { PixelSize(width: input.width, height: input.height) }

    /// The turns that the network's input can have: a quarter turn needs a square.
    var turns: [ImageTurn] {
        input.width == input.height ? ImageTurn.all : ImageTurn.all.filter { !$0.exchangesSides }
    }

    /// The vector of what a network gave.
    ///
    /// - Throws: ``/LookalikeEmbedding/EmbeddingError/inferenceFailed(model:detail:)``.
    fileprivate func vector(of embedding: [Float]) throws(EmbeddingError) -> [Float] {
        let vector = normalize ? normalized(embedding) : embedding
        guard vector.allSatisfy(\.isFinite) else {
            throw .inferenceFailed(model: name, detail: "it gave numbers that are not finite")
        }
        return vector
    }
}

extension ModelManifest {
    /// Decodes an image and converts it, or a region of it, to the network's input.
    ///
    /// - Parameter isFingerprinted: of the whole image only.
    fileprivate func tensor(
        of bytes: [UInt8], region: ImageRegion?, options: DecodingOptions, isFingerprinted: Bool
    ) throws -> (tensor: [Float], extra: TensorFacts) {
        var facts: TensorFacts?
        let tensor = try [Float](unsafeUninitializedCapacity: inputCount) { buffer, count in
            let output = UnsafeMutableBufferPointer(rebasing: buffer[..<inputCount])
            try bytes.withUnsafeBytes { bytes in
                if let region {
                    let found = try preprocessing.apply(
                        to: bytes, region: region, options: options, into: output, layout: input.layout)
                    facts = TensorFacts(info: found.info, warnings: found.warnings)
                } else {
                    let picture = try preprocessing.decode(bytes, options: options)
                    preprocessing.apply(to: picture, into: output, layout: input.layout)
                    facts = TensorFacts(
                        info: picture.info, warnings: picture.warnings,
                        fingerprint: isFingerprinted ? PictureFingerprint(of: picture) : nil)
                }
            }
            // Sound: `apply` writes every number of the output.
            count = inputCount
        }
        // Sound: if nothing was thrown, the closure above has run once, to its end.
        return (tensor, facts!)
    }
}

/// What is learnt of an image while its tensor is made.
private struct TensorFacts {
    let info: PictureInfo
    let warnings: [PictureWarning]
    var fingerprint: PictureFingerprint?
}
