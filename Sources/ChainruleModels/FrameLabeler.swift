import Chainrule
import ChainruleNN

/// Labels every frame of a video: convolutions read each frame by itself, an LSTM what they say of one frame after the other
/// (Donahue and others, "Long-term recurrent convolutional networks for visual recognition and description", CVPR 2015).
///
/// Videos `[N, T, channels, H, W]` become scores `[N, T, classes]`, each of what was seen up to its frame.
public struct FrameLabeler: Layer {
    public let features: Sequential
    public let recurrent: LSTM
    public let scores: Linear

    /// - Parameters:
    ///   - frameShape: channels, height and width of a frame; the sides are multiples of ``sideFactor``.
    ///   - classCount: the number of classes.
    ///   - size: the units of the LSTM, and the numbers that are taken from a frame.
    ///   - filters: the filters of the first convolution.
    ///   - generator: the random generator of the initial values.
    public init(
        frameShape: Shape, classCount: Int, size: Int = 64, filters: Int = 8,
        from generator: Generator = .current
    ) {
        require(
            frameShape.count == 3 && frameShape[1].isMultiple(of: Self.sideFactor)
                && frameShape[2].isMultiple(of: Self.sideFactor),
            "FrameLabeler: frames \(frameShape), expected [channels, height, width] with sides that are multiples "
                + "of \(Self.sideFactor)")
        let channels = [frameShape[0], filters, 2 * filters]
        let places = frameShape[1] / Self.sideFactor * (frameShape[2] / Self.sideFactor)
        features = Sequential {
            for (inputs, outputs) in zip(channels, channels.dropFirst()) {
                Conv2d(inputs, outputs, kernel: 3, padding: 1, weights: .he, from: generator)
                ReLU()
                MaxPool2d(2)
            }
            Flatten()
            Linear(2 * filters * places, size, weights: .he, from: generator)
            ReLU()
        }
        recurrent = LSTM(size, size, batchFirst: true, from: generator)
        scores = Linear(size, classCount, from: generator)
    }

    /// The pixels of a frame for each place of the last maps, along each axis.
    public static let sideFactor = 4

    public func forward(_ videos: Tensor) -> Tensor {
        require(videos.rank == 5, "FrameLabeler: expected videos [N, T, channels, H, W], got \(videos.type)")
        let shape = Array(videos.shape)
        let frames = features(videos.reshaped(to: Shape([shape[0] * shape[1]] + shape.dropFirst(2))))
        return scores(recurrent(frames.reshaped(to: [shape[0], shape[1], -1])))
    }
}
