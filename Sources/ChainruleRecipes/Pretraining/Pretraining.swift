import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// Changes the initial weights of a network before it is trained. The same request leads to the same weights, whatever they
/// were before.
public typealias Pretraining = @Sendable (PretrainingRequest) throws -> Void

/// What a network is pretrained on and with.
public struct PretrainingRequest {
    public let model: any Layer
    /// The training set.
    public let samples: any SampleSet
    public let options: OptionValues
    public let seed: UInt64
    /// Lets another thread stop it after a step.
    public let stop: StopRequest
    /// To be told of every epoch.
    public let epochEnds: (PretrainingEpoch) throws -> Void
}

/// Pretrains the model of a new run.
final class PretrainingObserver: TrainingObserver {
    private let pretraining: Pretraining
    private let run: RecipeRun
    private let others: [any TrainingObserver]

    /// - Parameters:
    ///   - pretraining: what is done.
    ///   - run: whose model is pretrained.
    ///   - others: the other observers, which are told of every epoch.
    init(_ pretraining: @escaping Pretraining, _ run: RecipeRun, _ others: [any TrainingObserver]) {
        (self.pretraining, self.run, self.others) = (pretraining, run, others)
    }

    /// A run that was stopped before its first step is pretrained again, from the same random seed.
    func trainingBegins(_ training: Training) throws {
        guard training.trainer.position.step == 0 else { return }
        try pretraining(
            PretrainingRequest(
                model: run.model, samples: training.examples, options: run.options, seed: run.seed,
                stop: training.stop
            ) { [others] epoch in
                for observer in others { try observer.pretrainingEpochEnds(epoch) }
            })
    }
}
