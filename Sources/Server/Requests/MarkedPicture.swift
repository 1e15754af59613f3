internal import Catalogue

extension ImageRecord {
    /// What a client is told once the picture is stored, with what is missing of it.
    func sentence(_ success: String) -> String { mark.map { "\(success). \($0)" } ?? success }
}
