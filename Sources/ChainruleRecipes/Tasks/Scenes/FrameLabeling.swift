import Chainrule
import ChainruleData
import ChainruleTraining

/// Labels for every frame of drawn videos: how a shape has moved since the frame before.
public struct FrameLabeling: GeneratedTask {
    public static let name = "video"

    /// The levels of the training set: their mean, and what they are divided by.
    private let mean, deviation: Double

    static let dataName = "videos"
    static let examplesName = "drawn videos"
    static let advice = "use chainrule predict for videos of your own"

    private static let usualCount = 3000
    static let size = GeneratedSize(
        option: .count(
            "videos", help: "Number of drawn training videos, by default \(usualCount).", in: 1...100_000),
        usual: usualCount, trainingPerValidation: 5)

    static func make(
        training: Int, validation: Int, _ options: OptionValues, seed: UInt64
    ) -> (training: LabeledVideos, validation: LabeledVideos) {
        (
            MovingShapes.draw(training, seed: seed),
            MovingShapes.draw(validation, part: .validation, seed: seed)
        )
    }

    static func summary(of videos: LabeledVideos) -> String {
        "videos of \(MovingShapes.frames) frames of \(MovingShapes.side) × \(MovingShapes.side), drawn; labels "
            + MovingShapes.classNames.joined(separator: ", ")
    }

    public init(fitting training: LabeledVideos, source: String) {
        let count = Double(training.pixels.count)
        let mean = training.pixels.reduce(0) { $0 + Double($1) } / count
        let square = training.pixels.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
        (self.mean, deviation) = (mean, max(1, square.squareRoot()))
    }

    public var inputShape: Shape { [MovingShapes.frames, 1, MovingShapes.side, MovingShapes.side] }
    public var outputs: TaskOutputs { .stepClasses(MovingShapes.classNames) }
    public var metrics: Metrics { [.accuracy] }
    public var evaluationMetrics: Metrics { [.accuracy, WrittenSequences()] }

    public func samples(of videos: LabeledVideos, source: String) -> any SampleSet {
        VideoSamples(videos: videos, levels: levels, shape: inputShape)
    }

    private var levels: [Float] { (0...255).map { Float((Double($0) - mean) / deviation) } }

    /// The videos of a NumPy array: levels from 0 to 255 `[frames, side, side]`, or `[N, frames, side, side]`.
    public func inputs(at path: String) throws(DataError) -> [TaskInput] {
        let array = try NumPy.read(path)
        let (sizes, video) = (
            Array(array.shape), [MovingShapes.frames, MovingShapes.side, MovingShapes.side]
        )
        guard sizes == video || Array(sizes.dropFirst()) == video else {
            throw .malformed(
                source: path, found: "an array of shape \(sizes)",
                expected: "\(video) or [N, \(video.map(String.init).joined(separator: ", "))]")
        }
        let numbers = array.scalars(as: Double.self).map { Float(($0 - mean) / deviation) }
        let size = inputShape.elementCount
        return (0..<numbers.count / size).map { index in
            TaskInput(
                name: sizes == video ? path : "\(path)[\(index)]",
                tensor: Tensor(Array(numbers[index * size..<(index + 1) * size]), shape: inputShape),
                steps: (1..<MovingShapes.frames).map { "frame \($0 + 1)" })
        }
    }

    /// The label of every frame but the first, which has none.
    public func predictions(of inputs: [TaskInput], outputs scores: Tensor) -> [Prediction] {
        Prediction.steps(MovingShapes.classNames, scores: scores[0..., 1...], of: inputs)
    }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        [("frame accuracy", evaluation.metrics.values[Accuracy().name].map(percent) ?? "–")]
    }

    /// The accuracy by label.
    public func details(of evaluation: Evaluation, examples videos: LabeledVideos, width: Int) -> String {
        let predicted = evaluation.writtenSequences
        var counts = MovingShapes.classNames.map { _ in (right: 0, all: 0) }
        for (index, labels) in predicted.enumerated() {
            for (label, found) in zip(videos.labels(at: index).dropFirst(), labels) {
                counts[Int(label)].all += 1
                if label == found { counts[Int(label)].right += 1 }
            }
        }
        let rows = zip(MovingShapes.classNames, counts).map { name, count in
            [
                name, count.all == 0 ? "–" : percent(Double(count.right) / Double(count.all)),
                "\(count.all)",
            ]
        }
        return textTable([["label", "right", "frames"]] + rows, numeric: [1, 2]).joined(separator: "\n")
    }

    private enum CodingKeys: CodingKey { case mean, deviation }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        mean = try values.decode(Double.self, forKey: .mean)
        deviation = try values.decode(Double.self, forKey: .deviation)
        guard mean.isFinite, deviation.isFinite, deviation > 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .deviation, in: values, debugDescription: "not that of levels")
        }
    }
}

/// Videos as a network takes them: standardized levels `[frames, 1, side, side]`, and a label for every frame.
private struct VideoSamples: SampleSet {
    let videos: LabeledVideos
    let levels: [Float]
    let shape: Shape

    var count: Int { videos.count }

    func example(at index: Int) -> Sample { batch([index]).sample(at: 0) }

    func batch(_ indices: ArraySlice<Int>) -> Batch {
        let pixels = indices.flatMap { videos.pixels(at: $0).map { levels[Int($0)] } }
        let labels = indices.flatMap { videos.labels(at: $0) }
        return Batch(
            inputs: Tensor(pixels, shape: Shape([indices.count] + shape)),
            targets: Tensor(labels, shape: [indices.count, videos.frames]))
    }
}

extension LabeledVideos: TaskExamples {}
