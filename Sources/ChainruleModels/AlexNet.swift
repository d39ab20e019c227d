import Chainrule
import ChainruleNN

/// The network that won the ImageNet challenge of 2012, in a single tower of which three convolutions have
/// two groups (Krizhevsky, Sutskever and Hinton 2012).
///
/// Images `[N, 3, 227, 227]` become scores `[N, classes]`, without a softmax.
public struct AlexNet: Layer {
    public let features, classifier: Sequential

    /// A network for 1000 classes by default.
    public init(classCount: Int = 1000) {
        let normalization = ChainruleNN.LocalResponseNorm(5, alpha: 1e-4, beta: 0.75, k: 2)
        features = Sequential {
            Conv2d(3, 96, kernel: 11, stride: 4)
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
            Linear(256 * 6 * 6, 4096)
            ReLU()
            Dropout(0.5)
            Linear(4096, 4096)
            ReLU()
            Dropout(0.5)
            Linear(4096, classCount)
        }
    }

    public func forward(_ images: Tensor) -> Tensor { classifier(features(images)) }
}
