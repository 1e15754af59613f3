import ArgumentParser
import LookalikeEngine

/// Other views of images, as commands name them: `turns,mirror`.
struct AugmentationFlag: ExpressibleByArgument {
    static let names = ["turns", "mirror", "crops"]
    static let advice = "--augment takes turns, mirror and crops, comma-separated."

    /// Without a combination of its own.
    private let views: Augmentation

    /// Nil for a name that there is not, and for none.
    init?(argument: String) {
        let names = argument.split(separator: ",").map(String.init)
        guard !names.isEmpty, Set(names).isSubset(of: Self.names) else { return nil }
        views = Augmentation(
            turns: names.contains("turns"), mirror: names.contains("mirror"), crops: names.contains("crops"))
    }

    func by(_ combination: Augmentation.Combination) -> Augmentation {
        var augmentation = views
        augmentation.combination = combination
        return augmentation
    }
}
