import ChainruleData

/// A way of mixing training images by its name on the command line, with the settings that are usual.
enum ImageMixing: String, CaseIterable, Sendable {
    case mixup, cutmix

    /// What the help text says of it.
    var meaning: String {
        switch self {
        case .mixup: "weighted means, alpha 0.2"
        case .cutmix: "a rectangle of the other image, alpha 1"
        }
    }

    var mixing: BatchMixing {
        switch self {
        case .mixup: .mixup(alpha: 0.2)
        case .cutmix: .cutMix(alpha: 1)
        }
    }

    /// The option that names it.
    static let option = RecipeOption<ImageMixing>(
        "mix", valueName: "name",
        help: "For images: mixes each training image, and its class, with another one of its batch: "
            + allCases.map { "\($0.rawValue) (\($0.meaning))" }.joined(separator: ", ") + "; by default not.",
        expected: allCases.map(\.rawValue).joined(separator: " or "), parse: { ImageMixing(rawValue: $0) })
}
