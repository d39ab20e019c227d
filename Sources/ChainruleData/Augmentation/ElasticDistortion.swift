import Chainrule

/// Moves every pixel by a smooth random field, as if the image were drawn by another hand.
///
/// The shifts of all pixels, along rows and along columns, are drawn evenly from -1 to 1, smoothed by a Gaussian filter of σ
/// pixels beyond the edges of which lie zeros, and multiplied by α. Pixels that come from between others are interpolated
/// bilinearly. Simard, Steinkraus and Platt, "Best practices for convolutional neural networks applied to visual document
/// analysis", 2003, with α = 34 and σ = 4 for digits of 28 × 28 pixels.
public struct ElasticDistortion: Augmentation {
    /// What the smoothed field is multiplied by, in pixels.
    public let alpha: Double
    /// The standard deviation of the filter, in pixels.
    public let sigma: Double
    /// What lies beyond the edges.
    public let fill: Float
    private let smoothing: GaussianSmoothing

    /// - Parameters:
    ///   - alpha: what the smoothed field is multiplied by, 34 by default.
    ///   - sigma: the standard deviation of the filter in pixels, 4 by default.
    ///   - fill: what lies beyond the edges, 0 (black) by default.
    /// - Precondition: σ is positive.
    public init(alpha: Double = 34, sigma: Double = 4, fill: Float = 0) {
        require(sigma > 0 && sigma.isFinite, "ElasticDistortion: sigma \(sigma)")
        (self.alpha, self.sigma, self.fill) = (alpha, sigma, fill)
        smoothing = GaussianSmoothing(deviation: sigma)
    }

    public func apply(to image: inout ImageBuffer, drawingFrom random: inout RandomStream) {
        let (height, width, count) = (image.height, image.width, image.pixelsPerChannel)
        // Taken out of the image, so that it can be read while the image is written.
        var fields: [Float] = []
        swap(&fields, &image.fields)
        let needed = 2 * count + smoothing.spareCount(height: height, width: width)
        if fields.count < needed { fields = Array(repeating: 0, count: needed) }
        fields.withUnsafeMutableBufferPointer { fields in
            let (down, right) = (fields.baseAddress!, fields.baseAddress! + count)
            for place in 0..<count {
                let bits = random.next()
                down[place] = Self.unit(UInt32(truncatingIfNeeded: bits))
                right[place] = Self.unit(UInt32(truncatingIfNeeded: bits >> 32))
            }
            for field in [down, right] {
                smoothing.apply(to: field, height: height, width: width, spare: right + count)
            }
            let alpha = Float(alpha)
            image.resample(fill: fill) { row, column in
                let place = row * width + column
                return (Float(row) + alpha * down[place], Float(column) + alpha * right[place])
            }
        }
        swap(&fields, &image.fields)
    }

    /// A number from -1 to 1 of random bits.
    private static func unit(_ bits: UInt32) -> Float { Float(bits >> 8) * 0x1p-23 - 1 }
}

extension Augmentation where Self == ElasticDistortion {
    /// An ``ElasticDistortion``.
    public static func elastic(alpha: Double = 34, sigma: Double = 4, fill: Float = 0) -> ElasticDistortion {
        ElasticDistortion(alpha: alpha, sigma: sigma, fill: fill)
    }
}
