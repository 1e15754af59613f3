internal import Foundation
internal import LookalikeEmbedding
internal import LookalikeJSON
internal import Synchronization

/// Scales as collections store them, decoded once: every search asks for one.
final class LikenessScales: Sendable {
    private let decoded = Mutex<[JSONValue: LikenessScale]>([:])
    private static let most = 256

    /// Nil for one that a newer version wrote in another form.
    func scale(of stored: JSONValue) -> LikenessScale? {
        decoded.withLock { decoded in
            if let scale = decoded[stored] { return scale }
            // A scale that can't be read is as if it had not been measured: the model's counts then.
            guard let data = try? JSONEncoder().encode(stored),
                let scale = try? JSONDecoder().decode(LikenessScale.self, from: data), scale.problem == nil
            else { return nil }
            if decoded.count >= Self.most { decoded.removeAll() }
            decoded[stored] = scale
            return scale
        }
    }
}
