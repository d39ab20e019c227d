import Chainrule

/// A random rotation, shift, scale and shear about the middle of an image, with bilinear interpolation.
///
/// The definition is torchvision's of `RandomAffine`, except that shifts need not be whole pixels. The numbers are drawn
/// evenly from their ranges.
public struct RandomAffine: Augmentation {
    /// The largest angle in degrees, in both directions.
    public let degrees: Double
    /// The largest shift, as a share of the width and of the height, in both directions.
    public let translation: Double
    /// The range of the scale.
    public let scale: ClosedRange<Double>
    /// The largest angle of the shear along the rows in degrees, in both directions.
    public let shear: Double
    /// What lies beyond the edges.
    public let fill: Float

    /// - Parameters:
    ///   - degrees: the largest angle of the rotation, in both directions; 0 by default.
    ///   - translation: the largest shift as a share of the size; 0 by default.
    ///   - scale: the range of the scale; by default only 1.
    ///   - shear: the largest angle of the shear in degrees, in both directions; 0 by default.
    ///   - fill: what lies beyond the edges, 0 (black) by default.
    /// - Precondition: no number is negative, the scale is positive, and the shear below 90 degrees.
    public init(
        degrees: Double = 0, translation: Double = 0, scale: ClosedRange<Double> = 1...1, shear: Double = 0,
        fill: Float = 0
    ) {
        require(
            degrees >= 0 && translation >= 0 && scale.lowerBound > 0 && (0..<90).contains(shear),
            "RandomAffine: degrees \(degrees), translation \(translation), scale \(scale), shear \(shear)")
        (self.degrees, self.translation, self.scale) = (degrees, translation, scale)
        (self.shear, self.fill) = (shear, fill)
    }

    public func apply(to image: inout ImageBuffer, drawingFrom random: inout RandomStream) {
        var affine = AffineTransform()
        affine.angle = random.uniform(-degrees, degrees)
        affine.translation.x = random.uniform(-translation, translation) * Double(image.width)
        affine.translation.y = random.uniform(-translation, translation) * Double(image.height)
        affine.scale = random.uniform(scale.lowerBound, scale.upperBound)
        affine.shear.x = random.uniform(-shear, shear)
        image.transform(by: affine, fill: fill)
    }
}

extension Augmentation where Self == RandomAffine {
    /// A ``RandomAffine``.
    public static func affine(
        degrees: Double = 0, translation: Double = 0, scale: ClosedRange<Double> = 1...1, shear: Double = 0,
        fill: Float = 0
    ) -> RandomAffine {
        RandomAffine(degrees: degrees, translation: translation, scale: scale, shear: shear, fill: fill)
    }
}
