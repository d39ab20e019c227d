import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleTraining

/// The copy memory problem: ten symbols that are asked for again after a long pause.
public struct CopyMemory: SequenceTask {
    public static let name = "copy memory"

    public let problem: CopyMemoryProblem

    public init(fitting training: GeneratedSequences<CopyMemoryProblem>, source: String) {
        problem = training.problem
    }

    static func problem(_ options: OptionValues) -> CopyMemoryProblem {
        CopyMemoryProblem(lag: options[SequenceOptions.lag] ?? SequenceOptions.usualLag)
    }

    public var outputs: TaskOutputs {
        .stepClasses((1...CopyMemoryProblem.symbolCount).map { "symbol \($0)" } + ["blank"])
    }

    public var metrics: Metrics { [.sequenceAccuracy, RecalledSymbols()] }

    /// The symbols of the answers, by their numbers from 1; 0 for a blank.
    public func predictions(of inputs: [TaskInput], outputs: Tensor) -> [Prediction] {
        let answers = outputs.argmax(axis: 2)[0..., (-CopyMemoryProblem.length)...]
        let numbers = select(0, where: answers .== CopyMemoryProblem.blank, otherwise: answers + 1)
        return Prediction.numbers(
            (1...CopyMemoryProblem.length).map { "symbol \($0)" }, numbers, of: inputs)
    }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        let values = evaluation.metrics.values
        let baseline = figureText(problem.baselineLoss)
        return [
            ("sequences fully right", values[SequenceAccuracy().name].map(percent) ?? "–"),
            ("symbols recalled", values[RecalledSymbols().name].map(percent) ?? "–"),
            (
                "loss",
                evaluation.loss.map { "\(figureText($0))  (\(baseline) if nothing is remembered)" } ?? "–"
            ),
        ]
    }

    /// The gradient norm by time step.
    public func view(of model: any Layer, examples: GeneratedSequences<CopyMemoryProblem>) -> ModelView {
        guard let net = model as? RecurrentNet else { return ModelView() }
        return GradientsThroughTime(of: net, for: examples, loss: outputs.usualLoss).view
    }
}

/// The share of the symbols that were shown and are recalled, whatever is answered to blanks.
private struct RecalledSymbols: Metric {
    static let prefersLarger = true

    private var right = 0
    private var count = 0

    var name: String { "recalled-symbols" }

    mutating func add(_ batch: Predictions) {
        for (label, answer) in zip(batch.labels(for: self), batch.predictedClasses())
        where label != CopyMemoryProblem.blank {
            count += 1
            if label == answer { right += 1 }
        }
    }

    var value: Double? { count == 0 ? nil : Double(right) / Double(count) }

    func text(of value: Double) -> String { percent(value) }

    mutating func reset() { (right, count) = (0, 0) }
}
