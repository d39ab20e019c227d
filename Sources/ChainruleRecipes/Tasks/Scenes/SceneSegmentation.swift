import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleNN
import ChainruleTraining

/// The segmentation of drawn scenes: the class of every pixel.
public struct SceneSegmentation: SceneTask {
    public static let name = "segmentation"

    let preprocessing: ScenePreprocessing

    /// The classes of pixels, the background first.
    static let classNames = ["background"] + Scenes.classNames

    public init(fitting training: LabeledScenes, source: String) {
        preprocessing = ScenePreprocessing(fitting: training.images)
    }

    public var outputs: TaskOutputs { .pixelClasses(Self.classNames) }
    public var metrics: Metrics { [.meanIoU, .accuracy] }
    public var evaluationMetrics: Metrics { [.meanIoU, .accuracy, FirstClassMaps()] }

    public func samples(of scenes: LabeledScenes, source: String) -> any SampleSet {
        SceneSamples(scenes.images, preprocessing) { indices in
            let side = Scenes.side
            return Tensor(
                indices.flatMap { scenes.mask(at: $0).map(Int32.init) }, shape: [indices.count, side, side])
        }
    }

    /// The share of each class among the pixels of an image.
    public func predictions(of inputs: [TaskInput], outputs scores: Tensor) -> [Prediction] {
        let classes = scores.argmax(axis: 1).oneHot(Self.classNames.count)
        return Prediction.numbers(Self.classNames, classes.mean(axes: [1, 2]), of: inputs)
    }

    /// The images with every pixel that is not background tinted in the color of its class, each four times its size.
    public func drawings(of inputs: [TaskInput], outputs scores: Tensor, model: any Layer) -> [Tensor] {
        let colors = ClassMapDrawing.colored(scores.argmax(axis: 1).scalars(), side: Scenes.side)
        return zip(preprocessing.images(inputs), colors.unstacked()).map {
            $0.tinted(by: $1).enlarged(by: Self.drawingScale)
        }
    }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        let values = evaluation.metrics.values
        return [("mean IoU", MeanIoU().name), ("pixel accuracy", Accuracy().name)].map { name, metric in
            (name, values[metric].map(percent) ?? "–")
        }
    }

    public func details(of evaluation: Evaluation, examples scenes: LabeledScenes, width: Int) -> String {
        guard let confusion = (evaluation.metrics[MeanIoU().name] as? MeanIoU)?.confusion else { return "" }
        let rows = Self.classNames.indices.map { label in
            [
                Self.classNames[label], confusion.intersectionOverUnion(ofClass: label).map(percent) ?? "–",
                percent(Double(confusion.exampleCount(ofClass: label)) / Double(confusion.total)),
            ]
        }
        let table = textTable([["class", "IoU", "of the pixels"]] + rows, numeric: [1, 2])
        let maps = evaluation.firstClassMaps.first.map { predicted in
            "\n"
                + ClassMapDrawing.pair(
                    truth: scenes.mask(at: 0).map(Int32.init), predicted, side: Scenes.side,
                    classNames: Self.classNames, width: width)
        }
        return (table + [maps].compactMap(\.self)).joined(separator: "\n")
    }

    /// The first scenes, each above the right and the predicted classes of its pixels.
    public func pictures(of evaluation: Evaluation, examples scenes: LabeledScenes) -> [Picture] {
        let maps = evaluation.firstClassMaps
        if maps.isEmpty { return [] }
        let images = scenes.images.batch(ArraySlice(maps.indices)).inputs
        let truth = maps.indices.flatMap { scenes.mask(at: $0).map(Int32.init) }
        let sheet = concatenate([
            images, ClassMapDrawing.colored(truth, side: Scenes.side),
            ClassMapDrawing.colored(maps.flatMap(\.self), side: Scenes.side),
        ])
        return [
            Picture(
                fileName: "segmentation.png",
                summary:
                    "the first \(maps.count) scenes, above the right and the predicted class of every pixel",
                image: ImageSheet(images: sheet, columns: maps.count, scale: 2).picture)
        ]
    }
}

/// Keeps the predicted classes of the first images.
private struct FirstClassMaps: Metric {
    static let prefersLarger = false
    private static let limit = 8

    private(set) var maps: [[Int32]] = []

    var name: String { "first class maps" }
    var value: Double? { nil }

    mutating func add(_ batch: Predictions) {
        guard maps.count < Self.limit, let count = batch.shape.first, count > 0 else { return }
        let classes = batch.predictedClasses()
        let size = classes.count / count
        maps += (0..<min(count, Self.limit - maps.count)).map { Array(classes[$0 * size..<($0 + 1) * size]) }
    }

    mutating func reset() { maps = [] }
}

extension Evaluation {
    fileprivate var firstClassMaps: [[Int32]] {
        (metrics[FirstClassMaps().name] as? FirstClassMaps)?.maps ?? []
    }
}
