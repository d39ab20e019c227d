import Chainrule
import ChainruleNN
import Foundation

/// A network of the plane in training, on mini-batches.
struct PlaneTraining {
    let settings: PlaneSettings
    let network: PlaneNetwork
    private let optimizer: Optimizer
    private let generator: Generator
    private let update: Compiled<[Tensor], Tensor, Tensor>
    private let evaluation: Compiled<[Tensor], Tensor>

    private(set) var training: PlanePoints
    private(set) var validation: PlanePoints
    private(set) var step = 0
    /// The gradients of the last step: weight and bias of each layer in turns; none before the first step.
    private(set) var gradients: [Tensor] = []
    private(set) var epoch = 0
    private var batches: [[Int]] = []
    private var random: RandomStream
    private var batchSize: Int

    init(_ settings: PlaneSettings) {
        self.settings = settings
        (training, validation) = PlanePoints.drawn(settings)
        let generator = Generator(seed: UInt64(settings.seed))
        let network = Generator.$current.withValue(generator) { PlaneNetwork(settings) }
        let optimizer = settings.makeOptimizer(network)
        (self.generator, self.network, self.optimizer) = (generator, network, optimizer)
        update = compile { inputs, targets in
            let loss = settings.loss(network(inputs).output, targets)
            let total = settings.penalty(of: network).map { loss + $0 } ?? loss
            let gradients = ChainruleNN.gradients(of: total, withRespectTo: network)
            optimizer.update(gradients)
            return [loss] + gradients.gradients
        }
        evaluation = compile { inputs in
            evaluating {
                let (output, hidden) = network(inputs)
                return [output] + hidden
            }
        }
        random = RandomStream(seed: UInt64(settings.seed), stream: 2)
        batchSize = settings.batchSize
    }

    /// Takes other points and rates; the weights stay.
    mutating func adopt(_ settings: PlaneSettings) {
        (training, validation) = PlanePoints.drawn(settings)
        optimizer.learningRate = settings.learningRate
        batchSize = settings.batchSize
        batches = []
    }

    /// One update with the next batch.
    ///
    /// - Throws: ``PlaygroundError`` if the weights are finite no more.
    mutating func advance() throws(PlaygroundError) {
        if batches.isEmpty {
            let order = random.permutation(of: training.count)
            batches = stride(from: 0, to: order.count, by: batchSize).reversed().map { start in
                Array(order[start..<min(start + batchSize, order.count)])
            }
            epoch += 1
        }
        let batch = training[batches.removeLast()]
        let results = Generator.$current.withValue(generator) {
            update(inputs(of: batch), Tensor(targets(of: batch), shape: [batch.count]))
        }
        step += 1
        gradients = Array(results.dropFirst())
        if !results[0].item().isFinite {
            throw PlaygroundError(
                "the loss is \(results[0].item()) in step \(step): the training has diverged; lower the learning rate "
                    + "and reset", setting: "learningRate")
        }
    }

    /// What the network computes for points: the output, then the hidden layers.
    func values(of points: PlanePoints) -> [Tensor] { evaluation(inputs(of: points)) }

    /// The loss on points and the share of right classes; the latter is nil for regression.
    func quality(on points: PlanePoints) -> (loss: Double, accuracy: Double?) {
        if points.count == 0 { return (.nan, nil) }
        let output = values(of: points)[0]
        let loss = settings.loss(output, Tensor(targets(of: points), shape: [points.count])).item()
        guard settings.learned == .classification else { return (loss, nil) }
        let right = zip(output.scalars(as: Float.self), points.targets).count { ($0 > 0) == ($1 > 0) }
        return (loss, Double(right) / Double(points.count))
    }

    private func inputs(of points: PlanePoints) -> Tensor {
        Tensor(points.features(settings.inputs), shape: [points.count, settings.inputs.count])
    }

    /// Classes as 0 and 1.
    private func targets(of points: PlanePoints) -> [Float] {
        settings.learned == .regression
            ? points.targets.map { Float($0) } : points.targets.map { $0 > 0 ? 1 : 0 }
    }
}

extension PlaneSettings {
    fileprivate func loss(_ output: Tensor, _ targets: Tensor) -> Tensor {
        learned == .regression
            ? squaredError(output, targets) : binaryCrossEntropyWithLogits(output, targets)
    }
}
