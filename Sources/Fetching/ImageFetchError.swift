/// Why an image could not be fetched by its address.
public enum ImageFetchError: Error, Sendable, Equatable {
    /// The text is no address of http or https, or has a password in it.
    case invalidAddress(String)
    /// The host has an address that is not public.
    case notPublic(host: String)
    /// The host's name has no address.
    case unresolvable(host: String)
    /// Each server passes on to another one.
    case tooManyRedirects(limit: Int)
    /// The server's answer is not the image.
    case refused(host: String, status: Int)
    /// The image is longer than this many bytes.
    case tooLarge(limit: Int)
    /// It took too long.
    case tooSlow(host: String)
    /// The server can't be reached, or has no certificate for its name. The detail is for people.
    case unreachable(host: String, detail: String)
}

extension ImageFetchError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .invalidAddress(let text):
            "'\(text.prefix(200))' is no address of an image: it begins with http:// or https://, and has no user in it."
        case .notPublic(let host): "Images of \(host) are not fetched: it is not a public address."
        case .unresolvable(let host): "There is no host '\(host)'."
        case .tooManyRedirects(let limit): "The address of the image leads on more than \(limit) times."
        case .refused(let host, let status): "\(host) answered \(status) in place of the image."
        case .tooLarge(let limit): "The image at the address has more than \(limit) bytes."
        case .tooSlow(let host): "\(host) took too long to send the image."
        case .unreachable(let host, let detail): "The image can't be fetched from \(host): \(detail)."
        }
    }
}
