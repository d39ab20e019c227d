import Chainrule
import ChainruleNN

/// Three pairs of 3 × 3 convolutions with batch normalization, each pair with twice the channels of the one
/// before and half the size: a network in the manner of VGG (Simonyan and Zisserman 2014) for images of
/// 32 × 32.
///
/// Images `[N, channels, 32, 32]` become scores `[N, classes]`, without a softmax.
public func convNetBN(channels: Int = 3, classCount: Int = 10) -> Sequential {
    Sequential {
        for (inputs, outputs) in [(channels, 64), (64, 128), (128, 256)] {
            for inputs in [inputs, outputs] {
                Conv2d(inputs, outputs, kernel: 3, padding: 1, bias: false)
                BatchNorm2d(outputs)
                ReLU()
            }
            MaxPool2d(2)
        }
        Flatten()
        Linear(256 * 4 * 4, classCount)
    }
}
