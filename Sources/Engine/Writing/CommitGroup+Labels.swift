internal import LookalikeCatalogue
internal import LookalikeVectors

/// What a vector store that keeps labels is told of a group.
extension CommitGroup {
    /// Of the images whose vectors the group stores, by record id.
    var labels: [Int64: ImageLabels] {
        var labels: [Int64: ImageLabels] = [:]
        for case .put(let record) in changes(references: [:]) where vectors[record.recordID] != nil {
            labels[record.recordID] = record.labels
        }
        return labels
    }

    /// Stored vectors whose labels the group may change; those of images that only lose a deleted category are not among
    /// them.
    var relabelled: [VectorEntry] {
        changes(references: [:]).compactMap { change in
            guard case .put(let record) = change, vectors[record.recordID] == nil else { return nil }
            return record.vectorEntry
        }
    }

    /// The ids of the categories that the group deletes.
    var deletedCategories: [Int64] {
        categoryChanges.compactMap { change in
            if case .delete(let id) = change { id } else { nil }
        }
    }
}

extension ImageRecord {
    /// What filters compare.
    var labels: ImageLabels { ImageLabels(attributes: attributes, category: category) }
}
