import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN

/// The size of the images [N, channels, height, width] that a network is made for.
public struct ImageShape: Sendable, Equatable, CustomStringConvertible {
    public let channels: Int
    public let height: Int
    public let width: Int

    public init(channels: Int = 1, height: Int, width: Int) {
        self.channels = channels
        self.height = height
        self.width = width
    }

    /// The size of `images`.
    public init(of images: LabeledImages) {
        self.init(channels: images.channels, height: images.height, width: images.width)
    }

    /// Height × width, behind the channels unless there is only one.
    public var description: String { (channels == 1 ? "" : "\(channels) × ") + "\(height) × \(width)" }
}

/// A kind of network that can be made for images of any size, or almost any.
enum Architecture: Sendable {
    /// Fully connected layers with so many units between them.
    case perceptron(hidden: [Int])
    case lenet

    func makeModel(for images: ImageShape, classCount: Int) -> any Layer {
        switch self {
        case .perceptron(let hidden):
            multilayerPerceptron(Self.sizes(images, hidden, classCount))
        case .lenet:
            LeNet(
                channels: images.channels, height: images.height, width: images.width, classCount: classCount)
        }
    }

    /// How many parameters such a model has, weights and biases; nil if the images are too small for it.
    func parameterCount(for images: ImageShape, classCount: Int) -> Int? {
        func connected(_ sizes: [Int]) -> Int {
            zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
        }
        switch self {
        case .perceptron(let hidden):
            return connected(Self.sizes(images, hidden, classCount))
        case .lenet:
            let features = LeNet.featureCount(height: images.height, width: images.width)
            // A convolution connects the numbers under its kernel with one output.
            return features.map {
                connected([25 * images.channels, 20]) + connected([25 * 20, 50])
                    + connected([$0, 500, classCount])
            }
        }
    }

    private static func sizes(_ images: ImageShape, _ hidden: [Int], _ classCount: Int) -> [Int] {
        [images.channels * images.height * images.width] + hidden + [classCount]
    }
}
