import Chainrule
import ChainruleData

/// Shifts and scales pixels so that the training images have mean 0 and deviation 1 over all pixels.
///
/// Gradient descent converges faster on such inputs (LeCun, Bottou, Orr and Müller 1998, "Efficient BackProp").
/// The two numbers come from the training images alone and are kept with the run.
public struct Standardization: Sendable, Equatable, Codable {
    public let mean: Double
    public let deviation: Double

    /// Measured on `images`; images of a single shade are only shifted.
    public init(of images: LabeledImages) {
        var counts = [Int](repeating: 0, count: 256)
        for pixel in images.pixels { counts[Int(pixel)] += 1 }
        let total = Double(max(1, images.pixels.count))
        let mean = counts.enumerated().reduce(0) { $0 + Double($1.offset) / 255 * Double($1.element) } / total
        let variance =
            counts.enumerated().reduce(0) { sum, shade in
                let distance = Double(shade.offset) / 255 - mean
                return sum + distance * distance * Double(shade.element)
            } / total
        self.mean = mean
        deviation = variance > 0 ? variance.squareRoot() : 1
    }
}

/// Images as a network takes them: standardized, with their labels.
public struct StandardizedImages: SampleSet {
    public let images: LabeledImages
    public let standardization: Standardization
    /// What becomes of the levels 0 to 255.
    private let levels: [Float]

    public init(_ images: LabeledImages, _ standardization: Standardization) {
        self.images = images
        self.standardization = standardization
        let (shift, scale) = (Float(standardization.mean), Float(1 / standardization.deviation))
        levels = (0...255).map { (Float($0) / 255 - shift) * scale }
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
