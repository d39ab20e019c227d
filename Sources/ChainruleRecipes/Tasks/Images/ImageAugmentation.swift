import ChainruleData

/// An augmentation by its name on the command line, with settings that follow from the size of the images.
enum ImageAugmentation: String, CaseIterable, Sendable {
    case crop, flip, affine, elastic, jitter, cutout

    /// What the help text says of it.
    var meaning: String {
        switch self {
        case .crop: "shifts by up to an eighth of the size"
        case .flip: "mirrored left and right"
        case .affine:
            "turned by up to 15 degrees, shifted by up to a tenth, 0.85 to 1.15 times the size, sheared"
        case .elastic: "elastic distortion with alpha 17 and sigma 4 at 28 pixels"
        case .jitter: "brightness, contrast and saturation by up to 0.4, hue by up to 0.1"
        case .cutout: "a square of half the size blanked"
        }
    }

    /// - Parameters:
    ///   - shape: the size of the images.
    ///   - mean: the mean of all pixels, with which ``cutout`` fills its square.
    func augmentation(for shape: ImageShape, mean: Double) -> any Augmentation {
        let size = min(shape.height, shape.width)
        switch self {
        case .crop: return .randomCrop(padding: size / 8)
        case .flip: return .horizontalFlip()
        case .affine: return .affine(degrees: 15, translation: 0.1, scale: 0.85...1.15, shear: 10)
        case .elastic:
            // Of a field of deviation σ, α displaces pixels by a distance in proportion to α / σ. Half of what Simard and
            // others use by itself: together with affine transformations their 34 is more than LeNet-5 can learn.
            let scale = Double(size) / 28
            return .elastic(alpha: 17 * scale * scale, sigma: 4 * scale)
        case .jitter: return .colorJitter(brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1)
        case .cutout: return .cutout(size: size / 2, fill: Float(mean))
        }
    }

    /// The augmentations that a list with commas names, in its order; nil if one is unknown or named twice.
    static func list(_ text: String) -> [ImageAugmentation]? {
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let members = names.compactMap(ImageAugmentation.init(rawValue:))
        return members.count == names.count && Set(members).count == members.count ? members : nil
    }

    /// The option that names them.
    static let option = RecipeOption<[ImageAugmentation]>(
        "augment", valueName: "names",
        help: "For images: random changes to training images, in the order in which they are named: "
            + allCases.map { "\($0.rawValue) (\($0.meaning))" }.joined(separator: ", ")
            + "; by default none.",
        expected: "a list of names with commas between them, each at most once: "
            + allCases.map(\.rawValue).joined(separator: ", "),
        parse: { list($0) })
}
