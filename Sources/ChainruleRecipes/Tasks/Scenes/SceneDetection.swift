import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleNN
import ChainruleTraining

/// The detection of the shapes in drawn scenes: their classes and boxes.
public struct SceneDetection: SceneTask {
    public static let name = "detection"

    let preprocessing: ScenePreprocessing

    /// Boxes for shapes of a quarter to a half of the side of a scene, around the places of maps of 1/4 and 1/8 of its size.
    static let defaults = DefaultBoxes(
        maps: [
            .init(rows: Scenes.side / 4, columns: Scenes.side / 4, scale: 0.22),
            .init(rows: Scenes.side / 8, columns: Scenes.side / 8, scale: 0.38),
        ], lastScale: 0.55)
    /// For figures all that may be right; fewer than SSD's 200, since there are four shapes at most.
    private static let reader = DetectionReader(defaults, minimumScore: 0.02, limit: 20)
    /// For answers what is more likely right than wrong.
    private static let sureReader = DetectionReader(defaults, minimumScore: 0.5)

    public init(fitting training: LabeledScenes, source: String) {
        preprocessing = ScenePreprocessing(fitting: training.images)
    }

    public var outputs: TaskOutputs { .objects(Scenes.classNames, Self.defaults) }
    public var metrics: Metrics {
        [MeanAveragePrecision(Self.reader, classCount: Scenes.classNames.count)]
    }
    public var evaluationMetrics: Metrics {
        Metrics(metrics.members + [FirstDetections(reader: Self.sureReader)])
    }

    public func samples(of scenes: LabeledScenes, source: String) -> any SampleSet {
        SceneSamples(scenes.images, preprocessing) { indices in
            let unit = 1 / Float(Scenes.side)
            let rows = indices.flatMap { index in
                let objects = scenes.objects[index].map { object -> [Float] in
                    let box = object.box.scaled(x: unit, y: unit)
                    return [box.left, box.top, box.right, box.bottom, Float(object.label)]
                }
                let filling = Array(repeating: [0, 0, 0, 0, -1] as [Float], count: Scenes.mostObjects)
                return (objects + filling).prefix(Scenes.mostObjects).joined()
            }
            return Tensor(rows, shape: [indices.count, Scenes.mostObjects, 5])
        }
    }

    public func predictions(of inputs: [TaskInput], outputs: Tensor) -> [Prediction] {
        zip(inputs, Self.sureReader.detections(outputs)).map { input, detections in
            Prediction.objects(detections.map(Self.inPixels), classNames: Scenes.classNames, of: input)
        }
    }

    /// The images with the boxes that were found and the names of their classes, each four times its size.
    public func drawings(of inputs: [TaskInput], outputs: Tensor, model: any Layer) -> [Tensor] {
        zip(preprocessing.images(inputs), Self.sureReader.detections(outputs)).map { image, detections in
            BoxDrawing.labeled(
                image.enlarged(by: Self.drawingScale),
                detections.map {
                    let side = Float(Scenes.side * Self.drawingScale)
                    return LabeledBox(box: $0.box.scaled(x: side, y: side), label: $0.label)
                }, classNames: Scenes.classNames)
        }
    }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        [("mAP", evaluation.average?.value.map(percent) ?? "–")]
    }

    public func details(of evaluation: Evaluation, examples scenes: LabeledScenes, width: Int) -> String {
        guard let average = evaluation.average else { return "" }
        let rows = zip(Scenes.classNames, average.classes).map { name, precision in
            [name, precision.value.map(percent) ?? "–", "\(precision.objectCount)"]
        }
        let table = textTable([["class", "AP", "objects"]] + rows, numeric: [1, 2])
        guard let detections = evaluation.firstDetections.first else { return table.joined(separator: "\n") }
        let found = detections.map(Self.inPixels).map { detection in
            let overlaps = scenes.objects[0].filter { $0.label == detection.label }.map {
                $0.box.intersectionOverUnion(with: detection.box)
            }
            return [
                Scenes.classNames[detection.label], percent(Double(detection.score)),
                detection.box.text, overlaps.max().map { percent(Double($0)) } ?? "–",
            ]
        }
        let example = textTable(
            [["first scene", "score", "box in pixels", "overlap"]] + found, numeric: [1, 3])
        let truth = scenes.objects[0].map { "\(Scenes.classNames[$0.label]) \($0.box.text)" }
        return (table + [""] + example + ["true: " + truth.joined(separator: "; ")]).joined(separator: "\n")
    }

    /// The first scenes with the true boxes, each above the same scene with those that were found.
    public func pictures(of evaluation: Evaluation, examples scenes: LabeledScenes) -> [Picture] {
        let found = evaluation.firstDetections
        if found.isEmpty { return [] }
        let images = scenes.images.batch(ArraySlice(found.indices)).inputs
        let truth = BoxDrawing.outlined(images, Array(scenes.objects.prefix(found.count)))
        let detected = BoxDrawing.outlined(
            images,
            found.map { $0.map(Self.inPixels).map { LabeledBox(box: $0.box, label: $0.label) } })
        return [
            Picture(
                fileName: "detection.png",
                summary: "the first \(found.count) scenes with the true boxes, above those that were found",
                image: ImageSheet(
                    images: concatenate([truth, detected]), columns: found.count, scale: 2
                ).picture)
        ]
    }

    private static func inPixels(_ detection: Detection) -> Detection {
        let side = Float(Scenes.side)
        return Detection(
            box: detection.box.scaled(x: side, y: side), label: detection.label, score: detection.score)
    }
}

/// Keeps what was found in the first images.
private struct FirstDetections: Metric {
    static let prefersLarger = false
    private static let limit = 8

    let reader: DetectionReader
    private(set) var list: [[Detection]] = []

    init(reader: DetectionReader) { self.reader = reader }

    static let name = "first detections"
    var name: String { Self.name }
    var value: Double? { nil }

    mutating func add(_ batch: Predictions) {
        if list.count < Self.limit {
            list += batch.detections(reader).prefix(Self.limit - list.count)
        }
    }

    mutating func reset() { list = [] }
}

extension Evaluation {
    fileprivate var firstDetections: [[Detection]] {
        (metrics[FirstDetections.name] as? FirstDetections)?.list ?? []
    }

    fileprivate var average: MeanAveragePrecision? {
        metrics.members.lazy.compactMap { $0 as? MeanAveragePrecision }.first
    }
}

extension Box {
    /// The edges, as in `(3, 5) to (20, 22)`.
    fileprivate var text: String {
        let numbers = [left, top, right, bottom].map { "\(Int($0.rounded()))" }
        return "(\(numbers[0]), \(numbers[1])) to (\(numbers[2]), \(numbers[3]))"
    }
}
