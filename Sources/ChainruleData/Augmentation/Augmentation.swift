import Chainrule

/// Data augmentation: a random change of an image after which it still shows the same.
///
/// ```swift
/// struct Noise: Augmentation {
///     func apply(to image: inout ImageBuffer, drawingFrom random: inout RandomStream) {
///         for place in image.pixels.indices { image.pixels[place] += Float(random.normal(deviation: 0.1)) }
///     }
/// }
/// ```
public protocol Augmentation: Sendable {
    /// Changes an image in place.
    ///
    /// - Parameters:
    ///   - image: the image, with pixels from 0 to 1.
    ///   - random: where all random numbers come from.
    func apply(to image: inout ImageBuffer, drawingFrom random: inout RandomStream)
}

/// Several augmentations, one after the other.
///
/// ```swift
/// let training = images.augmented(by: [.randomCrop(padding: 4), .horizontalFlip(), .cutout(size: 16)])
/// ```
public struct Augmentations: Augmentation, ExpressibleByArrayLiteral {
    /// The augmentations in the order in which they are applied.
    public let members: [any Augmentation]

    public init(_ members: [any Augmentation]) { self.members = members }

    public init(arrayLiteral members: any Augmentation...) { self.init(members) }

    public func apply(to image: inout ImageBuffer, drawingFrom random: inout RandomStream) {
        for member in members { member.apply(to: &image, drawingFrom: &random) }
    }

    /// The image, augmented.
    ///
    /// - Parameters:
    ///   - image: float32 `[channels, height, width]` with pixels from 0 to 1.
    ///   - random: where all random numbers come from.
    /// - Precondition: the type is right.
    public func callAsFunction(_ image: Tensor, drawingFrom random: inout RandomStream) -> Tensor {
        var buffer = ImageBuffer(image)
        apply(to: &buffer, drawingFrom: &random)
        return Tensor(buffer.pixels, shape: image.shape)
    }
}

extension SampleSet {
    /// The samples with their inputs augmented every time they are read.
    ///
    /// In training, the random numbers depend on the seed, the epoch and the example only, not on the number of reader
    /// threads or on resuming. Inputs are float32 `[channels, height, width]` with pixels from 0 to 1, so that they are
    /// standardized afterwards.
    ///
    /// ```swift
    /// let training = images.augmented(by: [.affine(degrees: 10), .elastic()]).mapInputs(standardization.apply)
    /// ```
    public func augmented(by augmentations: Augmentations) -> MappedInputs<Self> {
        mapInputs { image, random throws(DataError) in augmentations(image, drawingFrom: &random) }
    }
}
