import Chainrule
import ChainruleNN

/// A small network that learns handwritten digits in one epoch: two convolutions and a hidden layer, each followed by
/// batch normalization, without which it would need several.
///
/// Images `[N, channels, H, W]` become scores `[N, classes]`, without a softmax. Cost decides the order: the first
/// convolution has a stride, and pooling comes before normalization, which then has a quarter of the numbers to read.
///
/// - Parameters:
///   - channels: the channels of the images.
///   - height: the rows of the images, at least 11.
///   - width: the columns of the images, at least 11.
///   - classCount: the number of classes.
public func sprintNet(
    channels: Int = 1, height: Int = 28, width: Int = 28, classCount: Int = 10
) -> Sequential {
    func size(_ size: Int) -> Int { ((size - 5) / 2 + 1 - 2) / 2 }
    return Sequential {
        Conv2d(channels, 8, kernel: 5, stride: 2, bias: false)
        BatchNorm2d(8)
        ReLU()
        Conv2d(8, 16, kernel: 3, bias: false)
        MaxPool2d(2)
        BatchNorm2d(16)
        ReLU()
        Flatten()
        Linear(16 * size(height) * size(width), 64, bias: false)
        BatchNorm1d(64)
        ReLU()
        Linear(64, classCount)
    }
}
