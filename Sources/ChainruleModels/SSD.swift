import Chainrule
import ChainruleNN

/// A small single-shot detector: classes and boxes of objects from feature maps of two sizes (Liu, Anguelov, Erhan, Szegedy,
/// Reed, Fu and Berg, "SSD: Single shot multibox detector", 2016).
///
/// Images `[N, channels, H, W]` become `[N, A, 4 + 1 + classes]`: for each of the A default boxes four offsets, and scores of
/// the background and of the classes, without a softmax; `multiboxLoss` compares them with objects. The maps have 1/4 and 1/8
/// of the image's size. Convolutions are followed by batch normalization, because the network is trained from scratch.
public struct SSD: Layer {
    /// To the first map, and from there to the second.
    public let fine, coarse: Sequential
    /// From the maps to offsets and scores.
    public let fineHead, coarseHead: Conv2d

    private let outputsPerBox: Int

    /// - Parameters:
    ///   - channels: the channels of the images.
    ///   - classCount: the number of classes, without the background.
    ///   - defaults: the default boxes around the places of two maps.
    ///   - filters: the filters of the first convolutions.
    /// - Precondition: there are two maps.
    public init(channels: Int = 3, classCount: Int = 20, defaults: DefaultBoxes, filters: Int = 16) {
        require(defaults.maps.count == 2, "SSD: needs default boxes of two maps, got \(defaults.maps.count)")
        func convolutions(_ inputs: Int, _ outputs: Int) -> Sequential {
            Sequential {
                for inputs in [inputs, outputs] {
                    Conv2d(inputs, outputs, kernel: 3, padding: 1, bias: false, weights: .he)
                    BatchNorm2d(outputs)
                    ReLU()
                }
            }
        }
        fine = Sequential {
            convolutions(channels, filters)
            MaxPool2d(2)
            convolutions(filters, 2 * filters)
            MaxPool2d(2)
            convolutions(2 * filters, 4 * filters)
        }
        coarse = Sequential {
            MaxPool2d(2)
            convolutions(4 * filters, 8 * filters)
        }
        let outputsPerBox = 5 + classCount
        func head(_ inputs: Int) -> Conv2d {
            Conv2d(inputs, defaults.boxesPerPlace * outputsPerBox, kernel: 3, padding: 1)
        }
        (fineHead, coarseHead) = (head(4 * filters), head(8 * filters))
        self.outputsPerBox = outputsPerBox
    }

    public func forward(_ images: Tensor) -> Tensor {
        let map = fine(images)
        let outputs = [fineHead(map), coarseHead(coarse(map))]
        // [N, boxes · outputs, H, W] in the order of the default boxes.
        return concatenate(
            outputs.map { $0.permuted([0, 2, 3, 1]).reshaped(to: [images.shape[0], -1, outputsPerBox]) },
            axis: 1)
    }
}
