import Chainrule
import ChainruleData

/// Images as a network takes them: standardized, with their labels.
public struct StandardizedImages: SampleSet {
    public let images: LabeledImages
    public let standardization: Standardization
    /// What becomes of the levels 0 to 255.
    private let levels: [Float]

    public init(_ images: LabeledImages, _ standardization: Standardization) {
        self.images = images
        self.standardization = standardization
        levels = standardization.levels
    }

    public var count: Int { images.count }

    public func example(at index: Int) -> Sample {
        let batch = batch([index])
        return Sample(input: batch.inputs[0], target: batch.targets[0])
    }

    /// Inputs `[N, channels, height, width]` and int32 labels `[N]`.
    public func batch(_ indices: ArraySlice<Int>) -> Batch {
        images.batch(indices, levels: levels)
    }
}

extension Standardization {
    /// What becomes of the levels 0 to 255, if all pixels have mean and deviation in common.
    var levels: [Float] { (0...255).map { Float(scaling.apply(to: Double($0) / 255)) } }
}
