import Chainrule
import ChainruleNN

/// Says in words what an image shows: convolutions read it, an LSTM writes.
///
/// Images `[N, channels, H, W]` become maps of 1/8 of their size. Their flattened values give the first state of the LSTM
/// (Vinyals, Toshev, Bengio and Erhan, "Show and tell: A neural image caption generator", CVPR 2015); with attention it looks at
/// the places of the maps before each word (Xu and others, "Show, attend and tell", ICML 2015). The output is
/// `[N, length, words]`, see ``SequenceWriter``.
public struct CaptionNetwork: SequenceWriter {
    public let features: Sequential
    /// From the maps to the first state of the decoder.
    public let bridge: Sequential
    /// What is added to the maps, so that the attention knows places; nil without attention.
    public let positions: LearnedPositions?
    public let decoder: SequenceDecoder
    public let length: Int

    /// - Parameters:
    ///   - imageShape: channels, height and width of the images; the sides are multiples of ``sideFactor``.
    ///   - wordCount: the number of words, the end included.
    ///   - length: the words of the longest sentence, the end included.
    ///   - size: the units of the LSTM.
    ///   - hasAttention: whether the decoder attends to places of the image.
    ///   - filters: the filters of the first convolution.
    ///   - generator: the random generator of the initial values.
    public init(
        imageShape: Shape, wordCount: Int, length: Int, size: Int = 128, hasAttention: Bool = true,
        filters: Int = 16, from generator: Generator = .current
    ) {
        require(
            imageShape.count == 3 && imageShape[1].isMultiple(of: Self.sideFactor)
                && imageShape[2].isMultiple(of: Self.sideFactor) && length > 0,
            "CaptionNetwork: images \(imageShape) and a length of \(length), expected [channels, height, width] "
                + "with sides that are multiples of \(Self.sideFactor), and a positive length")
        let channels = [imageShape[0], filters, 2 * filters, 4 * filters]
        features = Sequential {
            for (inputs, outputs) in zip(channels, channels.dropFirst()) {
                Conv2d(inputs, outputs, kernel: 3, padding: 1, bias: false, weights: .he, from: generator)
                BatchNorm2d(outputs)
                ReLU()
                MaxPool2d(2)
            }
        }
        let places = imageShape[1] / Self.sideFactor * (imageShape[2] / Self.sideFactor)
        bridge = Sequential {
            Flatten()
            Linear(4 * filters * places, size, from: generator)
            // Without it the tanh of the state was saturated after a hundred steps.
            LayerNorm(size)
        }
        positions = hasAttention ? LearnedPositions(places, 4 * filters, from: generator) : nil
        decoder = SequenceDecoder(
            symbolCount: wordCount, size: size, memory: hasAttention ? 4 * filters : nil, from: generator)
        self.length = length
    }

    /// The pixels of an image for each place of the maps, along each axis.
    public static let sideFactor = 8

    public func context(of images: Tensor) -> SequenceDecoder.Context {
        let maps = features(images)
        let cell = bridge(maps).expandingDimension(at: 0)
        let state = LSTMState(hidden: tanh(cell), cell: cell)
        guard let positions else { return SequenceDecoder.Context(state: state) }
        let places = maps.flattened(from: 2).permuted([0, 2, 1])
        return SequenceDecoder.Context(state: state, memory: positions(places))
    }
}
