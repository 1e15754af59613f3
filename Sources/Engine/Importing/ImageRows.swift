internal import Foundation
internal import LookalikeCatalogue
internal import LookalikeJSON
public import LookalikeVectorFormats
internal import LookalikeWorkThreads
internal import SystemPackage

/// Converts the rows of a list about vectors to images of a collection.
///
/// A row's own id becomes the image's id, if no two rows share an id. Otherwise the id becomes an attribute, and the
/// path serves as the id. Two rows with the same path stay two images.
public struct ImageRows: Sendable {
    /// Who wrote the list; decides how its columns are read.
    public enum Kind: Sendable {
        /// Written by `lookalike export`.
        case exported
        /// The table of the event photos' database (system 2).
        case eventPhotos
        /// Written by any other program.
        case other
    }

    /// The identifiers of a row's image in the collection.
    public struct Identity: Sendable {
        /// The image's id.
        public let id: String
        /// A number by which another system knows it; nil if it has none.
        public let number: Int64?
        /// A UUID by which another system knows it; nil if it has none.
        public let code: String?
    }

    /// Recognised by the rows' columns.
    public let kind: Kind
    private let rows: [VectorMetadata.Row]
    /// Of the event photos' table.
    private let columns: EventPhotoRow.Columns?
    /// Whether the rows' ids are the images' ids: no two are the same.
    private let hasIDs: Bool
    /// The same for the UUIDs in the event photos' table.
    private let hasCodes: Bool
    /// By row; nil if a row has neither an id nor a path.
    private let ids: [String?]
    /// Whether the rows have categories with the gallery's (system 3's) names.
    private let takesCategories: Bool

    /// - Parameters:
    ///   - takesCategories: whether `category_name` and `category_id` are the image's category, not attributes.
    ///   - isCompany: whether it is a company's list (system 4), with paths below the root.
    public init(_ metadata: VectorMetadata, takesCategories: Bool = false, isCompany: Bool = false) {
        let rows = isCompany ? metadata.rows.map(Self.withRelativePath) : metadata.rows
        self.rows = rows
        self.takesCategories = takesCategories
        let isExport = !rows.isEmpty && rows.allSatisfy { ExportedImage($0) != nil }
        columns = isExport ? nil : EventPhotoRow.Columns(rows)
        kind = isExport ? .exported : columns == nil ? .other : .eventPhotos
        let given = rows.compactMap(\.id)
        hasIDs = Set(given).count == given.count
        var candidates: [[String?]] = [rows.map(\.path)]
        if hasIDs { candidates.insert(rows.map(\.id), at: 0) }
        let codes = columns.map { columns in rows.map { EventPhotoRow($0, columns).code } } ?? []
        hasCodes = Self.areDistinct(codes)
        if hasCodes, !codes.isEmpty { candidates.insert(codes, at: 0) }
        ids = Self.distinct(rows.indices.map { row in candidates.lazy.compactMap { $0[row] }.first })
    }

    private static func withRelativePath(_ row: VectorMetadata.Row) -> VectorMetadata.Row {
        guard let path = row.attributes["relative_path"]?.stringValue, !path.isEmpty else { return row }
        var row = row
        // Members about the company's files, not about the image.
        for name in ["relative_path", "index", "modified", "changed", "inode"] { row.attributes[name] = nil }
        row.path = path
        return row
    }

    private static func areDistinct(_ names: [String?]) -> Bool {
        let names = names.compactMap { $0 }
        return Set(names).count == names.count
    }

    /// Adds a number to repeated names.
    private static func distinct(_ names: [String?]) -> [String?] {
        var taken = Set(names.compactMap { $0 })
        var seen: Set<String> = []
        return names.map { name in
            guard let name, !seen.insert(name).inserted else { return name }
            var number = 2
            while !taken.insert("\(name) (\(number))").inserted { number += 1 }
            return "\(name) (\(number))"
        }
    }

    /// How messages name a row.
    public func name(of row: Int) -> String { rows[row].id ?? rows[row].path ?? "row \(row + 1)" }

    /// - Parameter vector: the id of its vector, used as its name if it has none.
    /// - Throws: ``EngineError/invalidImageID(_:)``.
    public func identity(_ row: Int, vector: Int64) throws(EngineError) -> Identity {
        let id = try Engine.validID(ids[row] ?? "\(vector)")
        if kind == .exported, let exported = ExportedImage(rows[row]) {
            return Identity(id: id, number: exported.number, code: exported.code)
        }
        let photo = columns.map { EventPhotoRow(rows[row], $0) }
        return Identity(id: id, number: number(rows[row]), code: hasCodes ? photo?.code : nil)
    }

    /// Numeric ids are also the numbers by which clients of systems 2 and 3 know the images.
    private func number(_ row: VectorMetadata.Row) -> Int64? {
        guard hasIDs, let number = row.id.flatMap({ Int64($0) }), number >= 0, "\(number)" == row.id else {
            return nil
        }
        return number
    }

    /// - Parameters:
    ///   - vector: the row's vector.
    ///   - vectorID: the vector's id.
    ///   - origins: where the bytes of an export's images are.
    /// - Throws: ``EngineError/invalidImageID(_:)``, ``EngineError/storageDamaged(_:)``.
    public func image(
        _ row: Int, vector: [Float], vectorID: Int64, _ origins: ImageOrigins = ImageOrigins()
    ) throws(EngineError) -> IncomingImage {
        let id = try Engine.validID(ids[row] ?? "\(vectorID)")
        let fields = rows[row]
        if kind == .exported, let exported = ExportedImage(fields) {
            return try exported.image(vector, origins)
        }
        var image = IncomingImage(
            id: id, vector: vector,
            name: fields.filename ?? fields.path.map { FilePath($0).lastComponent?.string ?? "" },
            attributes: fields.attributes)
        (image.facts.path, image.externalID) = (fields.path, number(fields))
        if let columns {
            let photo = EventPhotoRow(fields, columns)
            image.attributes = photo.attributes
            if hasCodes {
                image.code = photo.code
            } else {
                image.attributes?["code"] = photo.code.map { .string($0) }
            }
            (image.facts.mediaType, image.facts.bytes) = (photo.mediaType, photo.bytes)
            (image.facts.width, image.facts.height) = (photo.width, photo.height)
        }
        if !hasIDs { image.attributes?.merge(fields.idField) { own, _ in own } }
        if let category = category(fields) {
            image.category = .named(category.name)
            for name in Self.categoryFields { image.attributes?[name] = nil }
        }
        return image
    }

    // MARK: Categories

    private static let categoryFields = ["category_name", "category_id"]

    /// The categories named in the rows, each with the id in the first of its rows.
    public var categories: [(name: String, id: Int64?)] {
        var known: Set<String> = []
        return rows.compactMap(category).filter { known.insert($0.name).inserted }
    }

    private func category(_ row: VectorMetadata.Row) -> (name: String, id: Int64?)? {
        guard takesCategories, let name = row.attributes[Self.categoryFields[0]]?.stringValue,
            CategoryName.isValid(name)
        else { return nil }
        let id = row.attributes[Self.categoryFields[1]]
        return (name, (id?.intValue ?? id?.stringValue.flatMap { Int($0) }).map(Int64.init))
    }
}

extension Engine {
    /// The first number or code of the new images that another image of the collection has.
    public func firstTaken(
        among images: [ImageRows.Identity], in collection: OpenCollection
    ) async throws -> String? {
        for image in images {
            if let number = image.number,
                let owner = try await catalogue.image(externalID: number, in: collection.recordID),
                owner.id != image.id
            {
                return "\(number)"
            }
            if let code = image.code?.lowercased(),
                let owner = try await catalogue.image(code: code, in: collection.recordID),
                owner.id != image.id
            {
                return code
            }
        }
        return nil
    }
}
