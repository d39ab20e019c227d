import Chainrule
import ChainruleNN

/// ResNet-18: eight blocks of two convolutions, each of which learns what is to be added to its input (He, Zhang, Ren and
/// Sun, "Deep residual learning for image recognition", 2016).
///
/// Images `[N, channels, H, W]` of any size become scores `[N, classes]`, without a softmax. Parameters have
/// torchvision's names.
public struct ResNet18: Layer {
    public let conv1: Conv2d
    public let bn1: BatchNorm2d
    public let layer1, layer2, layer3, layer4: [Block]
    public let fc: Linear
    private let pools: Bool

    /// What stands before the blocks.
    public enum Stem: Sendable {
        /// A 7 × 7 convolution with stride 2 and a pooling, for large photographs.
        case large
        /// A 3 × 3 convolution, for images such as CIFAR's (section 4.2).
        case small
    }

    /// - Parameters:
    ///   - channels: the channels of the images.
    ///   - classCount: the number of classes.
    ///   - stem: what stands before the blocks.
    public init(channels: Int = 3, classCount: Int = 1000, stem: Stem = .large) {
        pools = stem == .large
        conv1 =
            pools
            ? Conv2d(
                channels, 64, kernel: 7, stride: 2, padding: 3, bias: false,
                weights: .he(.normal, fan: .outputs))
            : Conv2d(channels, 64, kernel: 3, padding: 1, bias: false, weights: .he(.normal, fan: .outputs))
        bn1 = BatchNorm2d(64)
        layer1 = [Block(64, 64), Block(64, 64)]
        layer2 = [Block(64, 128), Block(128, 128)]
        layer3 = [Block(128, 256), Block(256, 256)]
        layer4 = [Block(256, 512), Block(512, 512)]
        fc = Linear(512, classCount)
    }

    public func forward(_ images: Tensor) -> Tensor {
        var maps = relu(bn1(conv1(images)))
        if pools { maps = maxPool(maps, kernel: 3, stride: 2, padding: 1) }
        for block in layer1 + layer2 + layer3 + layer4 { maps = block(maps) }
        return fc(GlobalAveragePool()(maps))
    }

    /// relu(F(x) + x) with two convolutions in F; where the channels double the size halves, also on the shortcut.
    public struct Block: Layer {
        public let conv1: Conv2d
        public let bn1: BatchNorm2d
        public let conv2: Conv2d
        public let bn2: BatchNorm2d
        /// The projection of x to the size of F(x); nil where they are of one size.
        public let downsample: Sequential?

        init(_ inputs: Int, _ outputs: Int) {
            let stride = inputs == outputs ? 1 : 2
            conv1 = Conv2d(
                inputs, outputs, kernel: 3, stride: stride, padding: 1, bias: false,
                weights: .he(.normal, fan: .outputs))
            bn1 = BatchNorm2d(outputs)
            conv2 = Conv2d(
                outputs, outputs, kernel: 3, padding: 1, bias: false, weights: .he(.normal, fan: .outputs))
            bn2 = BatchNorm2d(outputs)
            downsample =
                stride == 1
                ? nil
                : Sequential {
                    Conv2d(
                        inputs, outputs, kernel: 1, stride: stride, bias: false,
                        weights: .he(.normal, fan: .outputs))
                    BatchNorm2d(outputs)
                }
        }

        public func forward(_ x: Tensor) -> Tensor {
            let residual = bn2(conv2(relu(bn1(conv1(x)))))
            return relu(residual + (downsample?(x) ?? x))
        }
    }
}
