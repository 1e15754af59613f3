internal import Catalogue

extension ImageRecord {
    /// The message about a stored image, with a remark about a missing part.
    func sentence(_ success: String) -> String { mark.map { "\(success). \($0)" } ?? success }
}
