internal import LookalikeCatalogue
internal import LookalikeEngine

extension ImageRecord {
    /// The message about a stored image, with a remark about a missing part.
    func sentence(_ success: String) -> String { success.adding(mark: mark) }
}

extension BatchReport.Result {
    /// What a client is told of the image: why it failed, or that it did not, with what is missing of it.
    func sentence(_ success: String) -> String { error ?? success.adding(mark: mark) }
}

extension String {
    fileprivate func adding(mark: String?) -> String { mark.map { "\(self). \($0)" } ?? self }
}
