import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleTraining

/// How much a loss depends on what a recurrent network knew at each time step, for a few sequences.
struct GradientsThroughTime {
    private static let mostSequences = 16
    private static let mostStates = 50

    private let plot: LogarithmicPlot?

    init(
        of net: RecurrentNet, for sequences: GeneratedSequences<some SequenceProblem>,
        loss: Trainer.Loss
    ) {
        let few = Array(0..<min(sequences.count, Self.mostSequences))
        guard let batch = try? sequences.batch(few[...]), !few.isEmpty else {
            plot = nil
            return
        }
        let steps = batch.inputs.shape[1]
        let norms = evaluating {
            net.stateGradientNorms(
                for: batch.inputs, every: (steps + Self.mostStates - 1) / Self.mostStates
            ) { outputs in loss(outputs, batch.targets) }
        }
        plot = LogarithmicPlot(
            title: "norm of the gradient of the loss with respect to the state, by time step",
            points: norms.map { (Double($0.step), $0.norm) }, end: Double(steps))
    }

    var view: ModelView {
        guard let plot else { return ModelView() }
        return ModelView(
            details: { plot.text(width: $0) },
            pictures: [
                Picture(
                    fileName: "gradient-norms.png", summary: plot.title, image: plot.picture)
            ])
    }
}
