import Chainrule
import ChainruleData

/// Images as a network takes them: standardized, and before that augmented where they are for training, with their labels.
public struct StandardizedImages: SampleSet {
    public let images: LabeledImages
    public let standardization: Standardization
    /// What changes the images at random, before they are standardized.
    public let augmentations: Augmentations
    /// What becomes of the levels 0 to 255.
    private let levels: [Float]

    public init(
        _ images: LabeledImages, _ standardization: Standardization,
        augmentedBy augmentations: Augmentations = []
    ) {
        self.images = images
        self.standardization = standardization
        self.augmentations = augmentations
        levels = standardization.levels
    }

    public var count: Int { images.count }

    public func example(at index: Int) -> Sample { batch([index]).sample(at: 0) }

    /// Inputs `[N, channels, height, width]` and int32 labels `[N]`.
    public func batch(_ indices: ArraySlice<Int>) -> Batch {
        augmentations.members.isEmpty
            ? images.batch(indices, levels: levels)
            : images.batch(indices, augmentedBy: augmentations, then: standardization)
    }
}

extension Standardization {
    /// What becomes of the levels 0 to 255, if all pixels have mean and deviation in common.
    var levels: [Float] { (0...255).map { Float(scaling.apply(to: Double($0) / 255)) } }
}
