import Chainrule

/// The mean over the classes of intersection over union, for labels of pixels.
///
/// The pixels that are predicted as a class and belong to it, over those that are predicted as it or belong to it:
/// nₖₖ / (Σⱼ nₖⱼ + Σⱼ nⱼₖ − nₖₖ), where nₖⱼ pixels of class k are predicted as class j in all examples together. Classes that
/// neither occur nor are predicted do not count in the mean; the background counts like every other class.
///
/// Source: Everingham and others, "The PASCAL visual object classes challenge: a retrospective", 2015; Long, Shelhamer and
/// Darrell, "Fully convolutional networks for semantic segmentation", 2015, section 5.
public struct MeanIoU: Metric {
    public static let prefersLarger = true

    /// How often each class was predicted for the pixels of each class; nil before there are examples.
    public private(set) var confusion: ConfusionMatrix?

    public init() {}

    public var name: String { "mean-iou" }

    public mutating func add(_ batch: Predictions) {
        confusion = batch.confusion(addedTo: confusion.take(), for: self)
    }

    public var value: Double? {
        guard let confusion else { return nil }
        let shares = confusion.counts.indices.compactMap(confusion.intersectionOverUnion)
        return shares.reduce(0, +) / Double(shares.count)
    }

    public func text(of value: Double) -> String { percent(value) }

    public mutating func reset() { confusion = nil }
}

extension Metric where Self == MeanIoU {
    /// The mean over the classes of intersection over union.
    public static var meanIoU: MeanIoU { MeanIoU() }
}

extension ConfusionMatrix {
    /// The examples that belong to a class and are predicted as it, over those that belong to it or are predicted as it; nil
    /// if there are none of either.
    public func intersectionOverUnion(ofClass label: Int) -> Double? {
        let union = exampleCount(ofClass: label) + counts.reduce(0) { $0 + $1[label] } - counts[label][label]
        return union == 0 ? nil : Double(counts[label][label]) / Double(union)
    }
}
