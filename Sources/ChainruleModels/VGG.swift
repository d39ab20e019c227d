import Chainrule
import ChainruleNN

/// VGG: stacks of 3 × 3 convolutions, with pooling between them, and three fully connected layers (Simonyan and
/// Zisserman, "Very deep convolutional networks for large-scale image recognition", 2014).
///
/// Images `[N, channels, H, W]` become scores `[N, classes]`, without a softmax. Parameters have torchvision's names; for
/// images of 224 × 224 they fit its files.
public struct VGG: Layer {
    /// How many convolutions stand before each of the five poolings.
    public struct Depths: Sendable {
        let counts: [Int]
        /// Configuration A: 11 layers with weights.
        public static let vgg11 = Depths(counts: [1, 1, 2, 2, 2])
        /// Configuration D: 16 layers with weights.
        public static let vgg16 = Depths(counts: [2, 2, 3, 3, 3])
    }

    public let features, classifier: Sequential

    /// A network for 1000 classes by default.
    ///
    /// - Parameters:
    ///   - depths: which of the networks.
    ///   - channels: the channels of the images.
    ///   - height: the rows of the images.
    ///   - width: the columns of the images.
    ///   - classCount: the number of classes.
    ///   - batchNorm: whether a batch normalization stands between each convolution and its ReLU.
    ///   - units: the width of the hidden fully connected layers.
    /// - Precondition: the images have at least 32 × 32 pixels.
    public init(
        _ depths: Depths, channels: Int = 3, height: Int = 224, width: Int = 224, classCount: Int = 1000,
        batchNorm: Bool = false, units: Int = 4096
    ) {
        require(min(height, width) >= 32, "VGG: images of \(height) × \(width) are smaller than 32 × 32")
        features = Sequential {
            for (stage, count) in depths.counts.enumerated() {
                for layer in 0..<count {
                    Conv2d(
                        layer > 0 ? Self.widths[stage] : stage > 0 ? Self.widths[stage - 1] : channels,
                        Self.widths[stage], kernel: 3, padding: 1, weights: .he)
                    if batchNorm { BatchNorm2d(Self.widths[stage]) }
                    ReLU()
                }
                MaxPool2d(2)
            }
        }
        classifier = Sequential {
            Flatten()
            Linear(512 * (height / 32) * (width / 32), units)
            ReLU()
            Dropout(0.5)
            Linear(units, units)
            ReLU()
            Dropout(0.5)
            Linear(units, classCount)
        }
    }

    public func forward(_ images: Tensor) -> Tensor { classifier(features(images)) }

    private static let widths = [64, 128, 256, 512, 512]
}
