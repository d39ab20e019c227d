import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleTraining

/// Greedy layer-wise pretraining: restricted Boltzmann machines are trained one after the other, each on the hidden units of
/// those before it.
///
/// ```swift
/// let model = Autoencoder([784, 1000, 500, 250, 30])
/// let machines = model.machines()
/// try LayerwisePretraining(epochs: 10).train(machines, on: images, seed: 0) { print($0.layer, $0.error) }
/// model.unroll(machines)
/// ```
///
/// Each is trained by contrastive divergence with momentum 0.5, and 0.9 after five epochs. The defaults are those of the
/// paper's supplement.
///
/// Source: Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks", Science 313, 2006.
public struct LayerwisePretraining: Sendable {
    /// The epochs of each machine.
    public var epochs: Int
    /// The batch size.
    public var batchSize = 100
    /// The learning rate of machines with binary hidden units.
    public var learningRate = 0.1
    /// The learning rate of machines with Gaussian hidden units, which would diverge at a larger one.
    public var gaussianLearningRate = 0.001
    /// The coefficient λ of the L2 penalty ½·λ·Σw² on the weights, but not on the biases.
    public var weightCost = 0.0002

    private static let momentum = (first: 0.5, later: 0.9)
    private static let firstEpochs = 5

    /// - Parameter epochs: the epochs of each machine.
    public init(epochs: Int) { self.epochs = epochs }

    /// Trains a stack of machines on the inputs of samples, flattened, with elements from 0 to 1.
    ///
    /// - Parameters:
    ///   - machines: what is trained, from the inputs up.
    ///   - samples: the training set.
    ///   - seed: decides the order of the examples and the states of the hidden units.
    ///   - stop: lets another thread stop it after a step; the machines are then as they were at that step.
    ///   - epochEnds: told of every epoch; does nothing by default.
    /// - Throws: `DataError` if a sample cannot be read; errors of `epochEnds`.
    public func train(
        _ machines: [RestrictedBoltzmannMachine], on samples: any SampleSet, seed: UInt64,
        stop: StopRequest = StopRequest(), epochEnds: (PretrainingEpoch) throws -> Void = { _ in }
    ) throws {
        try withRandomSeed(seed) {
            for index in machines.indices {
                var velocities: [String: Tensor]?
                for phase in phases {
                    let optimizer = optimizer(of: machines[index], momentum: phase.momentum)
                    if let velocities { try optimizer.load(velocities) }
                    let step = step(of: machines[index], above: machines[..<index], optimizer)
                    for epoch in phase.epochs {
                        let batches = MiniBatches(
                            count: samples.count, batchSize: batchSize, seed: seed,
                            epoch: index * epochs + epoch)
                        guard let error = try run(step, samples, batches, stop) else { return }
                        try epochEnds(
                            PretrainingEpoch(
                                layer: index + 1, layers: machines.count, machines[index].sizes,
                                epoch: epoch + 1, epochs: epochs, error: error))
                    }
                    velocities = optimizer.stateDictionary()
                }
            }
        }
    }

    private var phases: [(momentum: Double, epochs: Range<Int>)] {
        let first = min(epochs, Self.firstEpochs)
        return [(Self.momentum.first, 0..<first), (Self.momentum.later, first..<epochs)]
    }

    private func optimizer(of machine: RestrictedBoltzmannMachine, momentum: Double) -> Optimizer {
        SGD(
            machine, learningRate: machine.hiddenUnits == .binary ? learningRate : gaussianLearningRate,
            momentum: momentum, groups: [ParameterGroup("weight", weightDecay: weightCost)])
    }

    /// One update of a machine for a batch of the whole stack's inputs; the error of the reconstruction.
    private func step(
        of machine: RestrictedBoltzmannMachine, above lower: ArraySlice<RestrictedBoltzmannMachine>,
        _ optimizer: Optimizer
    ) -> Compiled<Tensor, Tensor> {
        compile { (inputs: Tensor) in
            let data = lower.reduce(inputs.flattened(from: 1)) { $1.hidden($0) }
            let (gradients, error) = machine.contrastiveDivergence(data)
            optimizer.update(gradients)
            return error
        }
    }

    /// The mean error of an epoch; nil if it was stopped.
    private func run(
        _ step: Compiled<Tensor, Tensor>, _ samples: any SampleSet, _ batches: MiniBatches,
        _ stop: StopRequest
    ) throws -> Double? {
        let feed = PrefetchedBatches(of: samples, in: batches)
        var sum = 0.0
        while let batch = try feed.next() {
            if stop.reason != nil { return nil }
            sum += Double(step(batch.inputs).item()) * Double(batch.count)
        }
        return sum / Double(samples.count)
    }
}

extension RestrictedBoltzmannMachine {
    fileprivate var sizes: String { "\(weight.type.shape[1])-\(weight.type.shape[0])" }
}
