import Chainrule

/// Changes brightness, contrast, saturation and hue at random and in random order, as torchvision's `ColorJitter` does.
///
/// A factor of brightness, contrast and saturation is drawn evenly from 1 − s to 1 + s (at least 0), where s is the setting; the
/// hue is turned by −s to s of the color circle. What is 0 leaves the image as it is. Grayscale images have no saturation
/// and no hue.
public struct ColorJitter: Augmentation {
    public let brightness: Double
    public let contrast: Double
    public let saturation: Double
    public let hue: Double

    /// - Parameters:
    ///   - brightness: how far the factor of the pixels may be from 1; 0 by default.
    ///   - contrast: how far the factor of the distance from the mean gray may be from 1; 0 by default.
    ///   - saturation: how far the factor of the distance from gray may be from 1; 0 by default.
    ///   - hue: the largest share of the color circle in both directions, at most ½; 0 by default.
    /// - Precondition: no number is negative.
    public init(brightness: Double = 0, contrast: Double = 0, saturation: Double = 0, hue: Double = 0) {
        require(
            brightness >= 0 && contrast >= 0 && saturation >= 0 && (0...0.5).contains(hue),
            "ColorJitter: brightness \(brightness), contrast \(contrast), saturation \(saturation), hue \(hue)"
        )
        (self.brightness, self.contrast, self.saturation) = (brightness, contrast, saturation)
        self.hue = hue
    }

    public func apply(to image: inout ImageBuffer, drawingFrom random: inout RandomStream) {
        for change in random.permutation(of: 4) {
            switch change {
            case 0: if let factor = factor(brightness, &random) { image.adjustBrightness(by: factor) }
            case 1: if let factor = factor(contrast, &random) { image.adjustContrast(by: factor) }
            case 2: if let factor = factor(saturation, &random) { image.adjustSaturation(by: factor) }
            default: if hue > 0 { image.adjustHue(by: Float(random.uniform(-hue, hue))) }
            }
        }
    }

    private func factor(_ distance: Double, _ random: inout RandomStream) -> Float? {
        distance == 0 ? nil : Float(random.uniform(max(0, 1 - distance), 1 + distance))
    }
}

extension Augmentation where Self == ColorJitter {
    /// A ``ColorJitter``.
    public static func colorJitter(
        brightness: Double = 0, contrast: Double = 0, saturation: Double = 0, hue: Double = 0
    ) -> ColorJitter {
        ColorJitter(brightness: brightness, contrast: contrast, saturation: saturation, hue: hue)
    }
}
