import Chainrule
import Foundation

/// A log of a run for TensorBoard: scalars, histograms, images, texts and graphs.
///
/// ```swift
/// let log = try TensorBoardLog(directory: url)
/// try log.scalar("loss", 0.3, step: 12)
/// try log.histogram("features/0/weight", weight, step: 12)
/// try log.flush()
/// ```
///
/// Every log is a separate event file; TensorBoard shows a directory as one run, and names with a slash in groups.
/// The steps of one name must increase: when an earlier step follows, TensorBoard discards the later ones.
///
/// Writes are buffered until ``flush()``, or until the log is deinitialized. A failed write throws
/// ``TensorBoardError``; the data stay in the buffer and are written first by the next write.
///
/// Source: the messages of `tensorboard/compat/proto` in <https://github.com/tensorflow/tensorboard>.
public final class TensorBoardLog {
    private let file: AppendingFile

    /// Starts a log in a directory, which is made if there is none; earlier logs in it stay.
    public init(directory: URL) throws(TensorBoardError) {
        file = try .events(in: directory)
        try write(step: 0) { $0.add("brain.Event:2", to: EventField.fileVersion) }
        try flush()
    }

    /// Where the log is written.
    public var path: String { file.path }

    /// Adds a point to a curve; TensorBoard knows it as float32.
    public func scalar(_ name: String, _ value: Double, step: Int) throws(TensorBoardError) {
        try write([.scalar(name, value)], step: step)
    }

    /// Adds the distribution of a tensor's elements.
    ///
    /// NaN and infinite elements have no place in a histogram. Where there are any, their count is logged as
    /// the scalar `<name>/not_finite`.
    ///
    /// - Parameters:
    ///   - name: what TensorBoard calls it.
    ///   - tensor: of any shape; evaluated now.
    ///   - step: the update it belongs to.
    public func histogram(_ name: String, _ tensor: Tensor, step: Int) throws(TensorBoardError) {
        let elements = tensor.scalars(as: Double.self)
        let histogram = Histogram(of: elements.filter(\.isFinite))
        var values = [SummaryValue(name, .histogram, histogram.message)]
        if histogram.count < elements.count {
            values.append(.scalar("\(name)/not_finite", Double(elements.count - histogram.count)))
        }
        try write(values, step: step)
    }

    /// Adds a picture.
    ///
    /// - Parameters:
    ///   - name: what TensorBoard calls it.
    ///   - tensor: `[height, width]` or `[1, height, width]` in grayscale, `[3, height, width]` in red, green and blue;
    ///     float32 or float64 from 0 to 1, or uint8. Numbers outside are cut off, NaN is black.
    ///   - step: the update it belongs to.
    /// - Precondition: the tensor has one of these types, and no axis is empty.
    public func image(_ name: String, _ tensor: Tensor, step: Int) throws(TensorBoardError) {
        let image = PNGImage(tensor)
        let message = ProtobufMessage {
            $0.add(image.height, to: 1)
            $0.add(image.width, to: 2)
            $0.add(image.channels, to: 3)
            $0.add(image.encoded(), to: 4)
        }
        try write([SummaryValue(name, .image, message)], step: step)
    }

    /// Adds a text, which TensorBoard reads as Markdown.
    public func text(_ name: String, _ text: String, step: Int) throws(TensorBoardError) {
        try write([.text(name, text)], step: step)
    }

    /// Writes the graph that computes `output`; a run has one, the last one written.
    ///
    /// Nodes are drawn in nested boxes. The parameter `features.0.weight` is in the box `0` of the box `features`,
    /// together with what is computed with it and with later nodes that use no other parameters. Gradients are in
    /// the box `gradients`, in the same order. Names given by `Tensor.named(_:)` place nodes like those of
    /// parameters. Nothing is evaluated, so this can be called inside `compile`, too.
    ///
    /// - Parameters:
    ///   - output: the result of the graph; with gradients, a loss of one element.
    ///   - parameters: tensors of the graph with their names.
    ///   - withGradients: whether the gradients with respect to `parameters` are shown too.
    public func graph(
        of output: Tensor, parameters: [(name: String, value: Tensor)] = [], withGradients: Bool = false
    ) throws(TensorBoardError) {
        let graph = DrawnGraph(of: output, parameters: parameters, withGradients: withGradients)
        try write(step: 0) { $0.add(graph.message, to: EventField.graph) }
    }

    /// Records that an interrupted run is resumed at `step`: TensorBoard discards this and later steps of earlier logs
    /// in the directory.
    public func restart(at step: Int) throws(TensorBoardError) {
        // TensorBoard takes the first such message of a run for its beginning and discards nothing.
        for _ in 0..<2 {
            try write(step: step) { event in
                event.add(to: EventField.sessionLog) { $0.add(SessionStatus.start, to: 1) }
            }
        }
        try flush()
    }

    /// Writes to the file what is still in the buffer.
    public func flush() throws(TensorBoardError) { try file.flush() }

    private func write(_ values: [SummaryValue], step: Int) throws(TensorBoardError) {
        try write(step: step) { event in
            event.add(to: EventField.summary) { summary in
                for value in values { summary.add(value.message, to: 1) }
            }
        }
    }

    private func write(step: Int, _ content: (inout ProtobufMessage) -> Void) throws(TensorBoardError) {
        require(step >= 0, "TensorBoardLog: steps are counted from 0, got \(step)")
        let event = ProtobufMessage { event in
            event.add(Date().timeIntervalSince1970, to: EventField.wallTime)
            event.add(step, to: EventField.step)
            content(&event)
        }
        try file.append(TFRecord.framed(event.bytes))
    }
}

/// The numbers of the fields of `tensorboard.Event`.
private enum EventField {
    static let wallTime = 1, step = 2, fileVersion = 3, graph = 4, summary = 5, sessionLog = 7
}

/// `tensorboard.SessionLog.SessionStatus`.
private enum SessionStatus {
    static let start = 1
}
