import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleTraining

/// The adding problem: the sum of two marked numbers among many.
public struct Adding: SequenceTask {
    public static let name = "adding"

    public let problem: AddingProblem

    public init(fitting training: GeneratedSequences<AddingProblem>, source: String) {
        problem = training.problem
    }

    static func problem(_ options: OptionValues) -> AddingProblem {
        AddingProblem(steps: options[SequenceOptions.lag] ?? SequenceOptions.usualLag)
    }

    public var outputs: TaskOutputs {
        .numbers([
            TaskOutputs.Target(
                name: "sum", mean: AddingProblem.mean, deviation: AddingProblem.variance.squareRoot())
        ])
    }

    public var metrics: Metrics { [.rootMeanSquaredError] }

    public func predictions(of inputs: [TaskInput], outputs: Tensor) -> [Prediction] {
        Prediction.numbers(["sum"], outputs, of: inputs)
    }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        guard let error = evaluation.metrics.members[0].value else { return [("MSE", "–")] }
        let baseline = figureText(AddingProblem.variance)
        return [("MSE", "\(figureText(error * error))  (\(baseline) for the answer 1)")]
    }

    /// The gradient norm by time step.
    public func view(of model: any Layer, examples: GeneratedSequences<AddingProblem>) -> ModelView {
        guard let net = (model as? RescaledOutputs)?.network as? RecurrentNet else { return ModelView() }
        return GradientsThroughTime(of: net, for: examples) { outputs, sums in
            let errors = outputs - (sums - AddingProblem.mean) / AddingProblem.variance.squareRoot()
            return (errors * errors).mean()
        }.view
    }
}
