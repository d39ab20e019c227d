import Chainrule
import Foundation

/// A log of a run that TensorBoard shows: curves, histograms, pictures, texts and graphs.
///
/// ```swift
/// let log = try TensorBoardLog(directory: url)
/// try log.scalar("loss", 0.3, step: 12)
/// try log.histogram("features/0/weight", weight, step: 12)
/// try log.flush()
/// ```
///
/// Every log is a file of its own in the directory, which TensorBoard takes for one run; a slash in a name
/// makes groups. Steps of one name must grow: TensorBoard forgets what it has read from a later step on
/// when an earlier one comes.
///
/// What is logged goes through a buffer to the file, at the latest when the log is let go. A failed write throws
/// ``TensorBoardError``; what was not written is kept, and the next write begins with it.
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

    /// Writes the graph that computes `output`; a run shows one, and the last one written stays.
    ///
    /// Nodes stand in nested boxes. A parameter `features.0.weight` lies in the box `features`, therein in `0`;
    /// what is computed with it lies beside it, and what follows without parameters of its own stays there.
    /// Gradients lie in the box `gradients`, in the same order. A name given by `Tensor.named(_:)` places a
    /// node as a parameter's does. Nothing is evaluated, so this can be called within `compile` as well.
    ///
    /// - Parameters:
    ///   - output: what is computed; a loss of one element if gradients are wanted.
    ///   - parameters: tensors of the graph and what they are called.
    ///   - withGradients: whether the gradients with respect to `parameters` are shown too.
    public func graph(
        of output: Tensor, parameters: [(name: String, value: Tensor)] = [], withGradients: Bool = false
    ) throws(TensorBoardError) {
        let graph = DrawnGraph(of: output, parameters: parameters, withGradients: withGradients)
        try write(step: 0) { $0.add(graph.message, to: EventField.graph) }
    }

    /// Says that an interrupted run is resumed at `step`: TensorBoard discards what earlier logs of the
    /// directory tell of this step and those behind it.
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
