import Chainrule
import ChainruleNN

/// The network that won the ImageNet challenge of 2012, in a single tower of which three convolutions have
/// two groups (Krizhevsky, Sutskever and Hinton 2012).
///
/// Images `[N, 3, 227, 227]`, or of another size, become scores `[N, classes]`, without a softmax.
public struct AlexNet: Layer {
    public let features, classifier: Sequential

    /// The smallest number of rows and columns that images may have: smaller ones leave nothing to the last pooling.
    public static let smallestSide = 67

    /// The network of the paper, for 1000 classes, by default.
    ///
    /// - Parameters:
    ///   - channels: the channels of the images.
    ///   - height: the rows of the images.
    ///   - width: the columns of the images.
    ///   - classCount: the number of classes.
    ///   - units: the width of the hidden fully connected layers.
    /// - Precondition: the images have at least 67 × 67 pixels.
    public init(
        channels: Int = 3, height: Int = 227, width: Int = 227, classCount: Int = 1000, units: Int = 4096
    ) {
        require(
            min(height, width) >= Self.smallestSide,
            "AlexNet: images of \(height) × \(width) are smaller than \(Self.smallestSide) × \(Self.smallestSide)"
        )
        let normalization = ChainruleNN.LocalResponseNorm(5, alpha: 1e-4, beta: 0.75, k: 2)
        features = Sequential {
            Conv2d(channels, 96, kernel: 11, stride: 4)
            ReLU()
            normalization
            MaxPool2d(3, stride: 2)
            Conv2d(96, 256, kernel: 5, padding: 2, groups: 2)
            ReLU()
            normalization
            MaxPool2d(3, stride: 2)
            Conv2d(256, 384, kernel: 3, padding: 1)
            ReLU()
            Conv2d(384, 384, kernel: 3, padding: 1, groups: 2)
            ReLU()
            Conv2d(384, 256, kernel: 3, padding: 1, groups: 2)
            ReLU()
            MaxPool2d(3, stride: 2)
        }
        classifier = Sequential {
            Flatten()
            Linear(256 * Self.mapSide(height) * Self.mapSide(width), units)
            ReLU()
            Dropout(0.5)
            Linear(units, units)
            ReLU()
            Dropout(0.5)
            Linear(units, classCount)
        }
    }

    public func forward(_ images: Tensor) -> Tensor { classifier(features(images)) }

    /// The rows, or columns, of the last maps for those of an image.
    private static func mapSide(_ side: Int) -> Int {
        func pooled(_ side: Int) -> Int { (side - 3) / 2 + 1 }
        return pooled(pooled(pooled((side - 11) / 4 + 1)))
    }
}
