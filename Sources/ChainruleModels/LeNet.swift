import Chainrule
import ChainruleNN

/// Two convolutions with pooling and two fully connected layers: the network for handwritten digits that
/// comes with Caffe, a descendant of LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998).
///
/// Images `[N, C, H, W]` become scores `[N, classes]`, without a softmax.
public struct LeNet: Layer {
    public let conv1, conv2: Conv2d
    public let fc1, fc2: Linear

    /// A network for images of 28 × 28 with one channel and for 10 classes by default.
    ///
    /// - Precondition: the images are large enough; see ``featureCount(height:width:)``.
    public init(channels: Int = 1, height: Int = 28, width: Int = 28, classCount: Int = 10) {
        guard let features = Self.featureCount(height: height, width: width) else {
            fatalError("LeNet: images of \(height) × \(width) are smaller than 16 × 16")
        }
        conv1 = Conv2d(channels, 20, kernel: 5)
        conv2 = Conv2d(20, 50, kernel: 5)
        fc1 = Linear(features, 500)
        fc2 = Linear(500, classCount)
    }

    public func forward(_ images: Tensor) -> Tensor {
        let edges = maxPool(conv1(images), kernel: 2)
        let shapes = maxPool(conv2(edges), kernel: 2)
        return fc2(relu(fc1(shapes.flattened(from: 1))))
    }

    /// How many numbers the convolutions make of an image; nil if it is smaller than 16 × 16.
    public static func featureCount(height: Int, width: Int) -> Int? {
        func size(_ size: Int) -> Int { ((size - 4) / 2 - 4) / 2 }
        return min(height, width) < 16 ? nil : 50 * size(height) * size(width)
    }
}
