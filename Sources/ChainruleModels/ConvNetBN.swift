import Chainrule
import ChainruleNN

/// Three pairs of 3 × 3 convolutions with batch normalization, each pair with twice the channels of the one
/// before and half the size: a network in the manner of VGG (Simonyan and Zisserman 2014) for small images.
///
/// Images `[N, channels, H, W]` become scores `[N, classes]`, without a softmax.
///
/// - Parameters:
///   - channels: the channels of the images.
///   - height: the rows of the images, at least 8.
///   - width: the columns of the images, at least 8.
///   - classCount: the number of classes.
///   - filters: the filters of the first convolutions.
public func convNetBN(
    channels: Int = 3, height: Int = 32, width: Int = 32, classCount: Int = 10, filters: Int = 64
) -> Sequential {
    Sequential {
        for (inputs, outputs) in [(channels, filters), (filters, 2 * filters), (2 * filters, 4 * filters)] {
            for inputs in [inputs, outputs] {
                Conv2d(inputs, outputs, kernel: 3, padding: 1, bias: false)
                BatchNorm2d(outputs)
                ReLU()
            }
            MaxPool2d(2)
        }
        Flatten()
        Linear(4 * filters * (height / 8) * (width / 8), classCount)
    }
}
