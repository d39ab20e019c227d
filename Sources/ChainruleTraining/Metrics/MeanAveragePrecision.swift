import Chainrule
import ChainruleData

/// The mean of the classes' average precisions (mAP), for detectors: VOC's, over all points, at an intersection over union of
/// 0.5 by default.
///
/// See ``AveragePrecision``. Classes without an object do not count; one with objects and no detections counts as 0.
public struct MeanAveragePrecision: Metric {
    public static let prefersLarger = true

    public let reader: DetectionReader
    /// The average precision of every class.
    public private(set) var classes: [AveragePrecision]

    /// - Parameters:
    ///   - reader: makes detections of outputs.
    ///   - classCount: the number of classes, without the background.
    ///   - threshold: the smallest intersection over union of a right detection.
    public init(_ reader: DetectionReader, classCount: Int, threshold: Float = 0.5) {
        self.reader = reader
        classes = Array(repeating: AveragePrecision(threshold: threshold), count: classCount)
    }

    public var name: String { "map" }

    /// Adds a batch with outputs `[N, A, 5 + classes]` and objects `[N, M, 5]` as targets, as `multiboxLoss` takes them.
    public mutating func add(_ batch: Predictions) {
        for (detections, objects) in zip(batch.detections(reader), batch.objects()) {
            for label in classes.indices {
                classes[label].add(
                    detections.filter { $0.label == label },
                    objects: objects.filter { $0.label == label }.map(\.box))
            }
        }
    }

    public var value: Double? {
        let values = classes.compactMap(\.value)
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    public func text(of value: Double) -> String { percent(value) }

    public mutating func reset() {
        classes = classes.map { AveragePrecision(threshold: $0.threshold) }
    }
}

extension Predictions {
    /// What a detector found in every image.
    public func detections(_ reader: DetectionReader) -> [[Detection]] {
        shape.first == 0 ? [] : reader.detections(Tensor(outputs, shape: shape))
    }

    /// The objects of every image, of targets `[N, M, 5]`: left, top, right, bottom and the class number, −1 in rows that only
    /// fill up.
    ///
    /// - Precondition: the targets are such numbers.
    public func objects() -> [[LabeledBox]] {
        guard case .numbers(let numbers) = targets, let count = shape.first,
            numbers.count.isMultiple(of: max(1, 5 * count))
        else { fatalError("Predictions: needs objects [N, M, 5] as targets of outputs \(shape)") }
        if count == 0 { return [] }
        let size = numbers.count / count
        return (0..<count).map { image in
            stride(from: image * size, to: (image + 1) * size, by: 5).compactMap { place in
                if numbers[place + 4] < 0 { return nil }
                let box = Box(
                    left: numbers[place], top: numbers[place + 1], right: numbers[place + 2],
                    bottom: numbers[place + 3])
                return LabeledBox(box: box, label: Int(numbers[place + 4]))
            }
        }
    }
}
