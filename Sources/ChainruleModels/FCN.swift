import Chainrule
import ChainruleNN

/// A small fully convolutional network: scores for every pixel, from maps of three sizes (Long, Shelhamer and Darrell,
/// "Fully convolutional networks for semantic segmentation", 2015).
///
/// Images `[N, channels, H, W]` become scores `[N, classes, H, W]`, without a softmax. As in FCN-8s, 1 × 1 convolutions make
/// scores of the coarsest maps, which are enlarged to the size of the maps before, to which the scores of those are added,
/// and so on. FCN-8s adds maps of 1/32, 1/16 and 1/8 of the image's size; this network for small images those of 1/8, 1/4 and 1/2.
public struct FCN: Layer {
    /// Two convolutions and a pooling each, to half the size.
    public let stage1, stage2, stage3: Sequential
    /// What the fully connected layers of a classifier have become.
    public let top: Sequential
    /// Scores of maps of 1/2, 1/4 and 1/8 of the image's size.
    public let score1, score2, score3: Conv2d
    /// From each size to the next; bilinear interpolation at the start.
    public let enlarge1, enlarge2, enlarge3: ConvTranspose2d

    /// - Parameters:
    ///   - channels: the channels of the images.
    ///   - classCount: the number of classes, the background included.
    ///   - filters: the filters of the first convolutions; those of the later stages are two, four and eight times as many.
    public init(channels: Int = 3, classCount: Int = 21, filters: Int = 16) {
        func stage(_ inputs: Int, _ outputs: Int) -> Sequential {
            Sequential {
                for inputs in [inputs, outputs] {
                    Conv2d(inputs, outputs, kernel: 3, padding: 1, weights: .he)
                    ReLU()
                }
                MaxPool2d(2)
            }
        }
        stage1 = stage(channels, filters)
        stage2 = stage(filters, 2 * filters)
        stage3 = stage(2 * filters, 4 * filters)
        top = Sequential {
            Conv2d(4 * filters, 8 * filters, kernel: 3, padding: 1, weights: .he)
            ReLU()
            Dropout(0.5)
        }
        func score(_ inputs: Int) -> Conv2d { Conv2d(inputs, classCount, kernel: 1) }
        (score1, score2, score3) = (score(filters), score(2 * filters), score(8 * filters))
        func enlarge() -> ConvTranspose2d {
            ConvTranspose2d(
                classCount, classCount, kernel: 4, stride: 2, padding: 1, bias: false, weights: .bilinear)
        }
        (enlarge1, enlarge2, enlarge3) = (enlarge(), enlarge(), enlarge())
    }

    /// - Precondition: the sides of the images are multiples of ``sideFactor``.
    public func forward(_ images: Tensor) -> Tensor {
        require(
            images.rank == 4 && images.shape.dropFirst(2).allSatisfy { $0.isMultiple(of: Self.sideFactor) },
            "FCN: needs images [N, channels, H, W] with sides that are multiples of \(Self.sideFactor), got \(images.type)"
        )
        let half = stage1(images)
        let quarter = stage2(half)
        let eighth = top(stage3(quarter))
        let scores = enlarge3(score3(eighth)) + score2(quarter)
        return enlarge1(enlarge2(scores) + score1(half))
    }

    /// What divides the sides of images.
    public static let sideFactor = 8
}
