public import LookalikeCatalogue
public import LookalikeEngine
internal import LookalikeEvaluation

/// The images that an 8-bit version of a model is made and measured with.
public struct QuantizationImages: Sendable {
    /// Images of which paths are known.
    public struct Group: Sendable {
        /// Their files.
        public let files: [String]
        /// The class of each file; nil if fewer than two classes are told apart, or no class has two images.
        public let labels: [String]?
        /// How they become pixels.
        let preparation: ImagePreparation

        /// Files of a folder, in classes by its subfolders.
        ///
        /// - Parameters:
        ///   - files: images below `folder`; with classes, those outside of a subfolder are left out.
        ///   - limit: the most images; of more, some are taken evenly.
        public init(files: [String], below folder: String, limit: Int = .max) {
            let labelled = LabelledImage.byFolder(files, root: folder).labelled
            let chosen = labelled.evenly(limit)
            preparation = .standard
            guard Self.areClasses(chosen.map(\.label)) else {
                self.files = files.evenly(limit)
                labels = nil
                return
            }
            self.files = chosen.map(\.path)
            labels = chosen.map(\.label)
        }

        /// Images of a collection, in classes by its categories; without frames of videos and pages, which are no files.
        ///
        /// - Parameter limit: the most images; of more, some are taken evenly.
        public init(of collection: OpenCollection, _ engine: Engine, limit: Int) async throws {
            let images = try await engine.sample(limit, of: collection).filter { $0.frame == nil }
            let labelled = images.filter { $0.category != nil }
            let classes = labelled.map { "\($0.category ?? 0)" }
            let hasClasses = Self.areClasses(classes)
            // An image that is gone meanwhile has no path, or one that leads nowhere: it is passed over.
            files = (hasClasses ? labelled : images).map {
                (try? engine.contentPath(of: $0, in: collection)) ?? ""
            }
            labels = hasClasses ? classes : nil
            preparation = collection.record.preparation
        }

        private static func areClasses(_ labels: [String]) -> Bool {
            let sizes = Dictionary(grouping: labels, by: { $0 }).mapValues(\.count)
            return sizes.count > 1 && sizes.values.contains { $0 > 1 }
        }
    }

    /// More images change the ranges of activations by less than a step.
    public static let calibrationLimit = 300

    /// Up to ``calibrationLimit`` images.
    let calibration: Group
    /// Both models embed them.
    let evaluation: Group

    /// - Parameters:
    ///   - calibration: of many images, some are taken evenly.
    ///   - evaluation: all of them are used.
    /// - Throws: ``QuantizationRunError/noImages`` if there are none.
    public init(calibration: Group, evaluation: Group) throws(QuantizationRunError) {
        guard !calibration.files.isEmpty, !evaluation.files.isEmpty else { throw .noImages }
        self.calibration = calibration.evenly(Self.calibrationLimit)
        self.evaluation = evaluation
    }
}

extension QuantizationImages.Group {
    /// Files without classes.
    public init(files: [String], preparation: ImagePreparation = .standard) {
        (self.files, labels, self.preparation) = (files, nil, preparation)
    }

    /// At most `limit` of the images, whatever their classes.
    fileprivate func evenly(_ limit: Int) -> Self {
        Self(files: files.evenly(limit), preparation: preparation)
    }
}

extension Array {
    /// At most `limit` elements, from all of the array.
    fileprivate func evenly(_ limit: Int) -> [Element] {
        guard count > limit else { return self }
        return (0..<limit).map { self[$0 * count / limit] }
    }
}
