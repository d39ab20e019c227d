import Chainrule
import ChainruleNN

/// GoogLeNet: nine inception modules, each of which looks at its input through windows of several sizes, and two
/// auxiliary classifiers that bring the gradient to the middle of the network (Szegedy and others, "Going deeper with
/// convolutions", 2015).
///
/// Images `[N, channels, H, W]` become scores `[N, classes]`, without a softmax.
public struct GoogLeNet: AuxiliaryOutputs {
    public let stem, low, middle, high, top: Sequential
    public let auxiliary1, auxiliary2: AuxiliaryHead
    public let classifier: Sequential

    /// The auxiliary losses are multiplied by 0.3.
    public let auxiliaryWeight = 0.3

    /// A network for 1000 classes by default.
    ///
    /// - Parameters:
    ///   - channels: the channels of the images.
    ///   - classCount: the number of classes.
    /// - Precondition: the images have at least 32 × 32 pixels.
    public init(channels: Int = 3, classCount: Int = 1000) {
        let pool = MaxPool2d(3, stride: 2, ceilMode: true)
        stem = Sequential {
            Self.convolution(channels, 64, kernel: 7, stride: 2)
            pool
            LocalResponseNorm(5)
            Self.convolution(64, 64, kernel: 1)
            Self.convolution(64, 192, kernel: 3)
            LocalResponseNorm(5)
            pool
        }
        // The columns of Table 1: 1×1, 3×3 reduce, 3×3, 5×5 reduce, 5×5, pool projection.
        low = Sequential {
            Self.inception(192, 64, 96, 128, 16, 32, 32)
            Self.inception(256, 128, 128, 192, 32, 96, 64)
            pool
            Self.inception(480, 192, 96, 208, 16, 48, 64)
        }
        middle = Sequential {
            Self.inception(512, 160, 112, 224, 24, 64, 64)
            Self.inception(512, 128, 128, 256, 24, 64, 64)
            Self.inception(512, 112, 144, 288, 32, 64, 64)
        }
        high = Sequential {
            Self.inception(528, 256, 160, 320, 32, 128, 128)
            pool
        }
        top = Sequential {
            Self.inception(832, 256, 160, 320, 32, 128, 128)
            Self.inception(832, 384, 192, 384, 48, 128, 128)
        }
        auxiliary1 = AuxiliaryHead(512, classCount)
        auxiliary2 = AuxiliaryHead(528, classCount)
        classifier = Sequential {
            GlobalAveragePool()
            Dropout(0.4)
            Linear(1024, classCount)
        }
    }

    public func outputs(_ images: Tensor) -> (output: Tensor, auxiliary: [Tensor]) {
        let fourA = low(stem(images))
        let fourD = middle(fourA)
        return (classifier(top(high(fourD))), [auxiliary1(fourA), auxiliary2(fourD)])
    }

    /// Four branches beside each other: 1 × 1; 1 × 1, then 3 × 3; 1 × 1, then 5 × 5; pooling, then 1 × 1.
    private static func inception(
        _ inputs: Int, _ one: Int, _ reduce3: Int, _ three: Int, _ reduce5: Int, _ five: Int, _ pool: Int
    ) -> Parallel {
        Parallel {
            convolution(inputs, one, kernel: 1)
            Sequential {
                convolution(inputs, reduce3, kernel: 1)
                convolution(reduce3, three, kernel: 3)
            }
            Sequential {
                convolution(inputs, reduce5, kernel: 1)
                convolution(reduce5, five, kernel: 5)
            }
            Sequential {
                MaxPool2d(3, stride: 1, padding: 1)
                convolution(inputs, pool, kernel: 1)
            }
        }
    }

    /// A convolution that keeps the size, or halves it, and a ReLU.
    fileprivate static func convolution(_ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1)
        -> Sequential
    {
        Sequential {
            Conv2d(inputs, outputs, kernel: kernel, stride: stride, padding: kernel / 2, weights: .he)
            ReLU()
        }
    }

    /// A small classifier of the maps in the middle of the network.
    public struct AuxiliaryHead: Layer {
        public let layers: Sequential

        init(_ channels: Int, _ classCount: Int) {
            layers = Sequential {
                AdaptiveAvgPool2d(4)
                GoogLeNet.convolution(channels, 128, kernel: 1)
                Flatten()
                Linear(128 * 4 * 4, 1024)
                ReLU()
                Dropout(0.7)
                Linear(1024, classCount)
            }
        }

        public func forward(_ maps: Tensor) -> Tensor { layers(maps) }
    }
}
