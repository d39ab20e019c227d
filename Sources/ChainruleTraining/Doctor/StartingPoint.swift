import Chainrule
import ChainruleData
import ChainruleNN

/// What the Doctor inspects before the first step.
struct StartingPoint {
    /// Up to 500 examples in random order: shares of a tenth are then known to within 0.03.
    private static let sampleCount = 500
    /// Bounds the memory that the sample takes: as many numbers as 30 images of 3 × 224 × 224.
    private static let sampleSize = 1 << 22

    /// Some of the training examples.
    let sample: Batch
    /// The baseline losses.
    let baselineLosses: BaselineLosses
    /// The shape of the network's outputs for a batch.
    let outputShape: Shape
    /// How far the outputs of two evaluations of the same batch differ, as a share of the largest.
    let evaluationDifference: Double
    /// The parameters of two or more axes that products of matrices and convolutions take for a factor, in the
    /// order in which the network uses them.
    let weights: [String]
    /// Those of them that have several units whose numbers are all the same, and which number.
    let equalWeights: [(name: String, number: Double)]

    /// Whether all inputs of the sample are 0.
    var hasOnlyZeroInputs: Bool {
        let inputs = sample.inputs.cast(to: .float64)
        return abs(inputs).max().item() == 0
    }

    /// - Throws: `DataError` if examples cannot be read.
    init(_ training: Training, expectedLoss chosen: Double?) throws {
        let (trainer, examples) = (training.trainer, training.examples)
        // A network that is random in evaluation draws numbers, which are those of the training.
        let generators = [trainer.generator] + trainer.model.generators().map(\.generator)
        let drawCounts = generators.map(\.drawCount)
        defer { for (generator, count) in zip(generators, drawCounts) { generator.drawCount = count } }

        let inputSize = try examples.example(at: 0).input.shape.elementCount
        let count = min(examples.count, Self.sampleCount, max(1, Self.sampleSize / max(1, inputSize)))
        let chosenIndices = MiniBatches(count: examples.count, batchSize: count, seed: trainer.seed)[0]
        sample = try examples.batch(chosenIndices)

        // A run that was stopped after the last batch of an epoch is still at that position.
        let place = min(trainer.position.batch, training.batchCount - 1)
        let batch = try examples.batch(training.batches(ofEpoch: trainer.position.epoch)[place])
        let first = trainer.step.evaluate(batch)[1]
        let second = trainer.step.evaluate(batch)[1]
        outputShape = first.shape
        let (one, other): ([Double], [Double]) = (first.scalars(), second.scalars())
        let largest = one.reduce(0) { max($0, abs($1)) }
        let difference = zip(one, other).reduce(0) { max($0, abs($1.0 - $1.1)) }
        evaluationDifference = difference == 0 ? 0 : difference / largest

        baselineLosses = BaselineLosses(
            trainer.objective.loss, outputs: first, of: batch, sample: sample, chosen: chosen)

        let parameters = trainer.model.parameters()
        let factors = ParameterNodes(parameters).factors(
            in: evaluating { trainer.objective.outputs(batch) }, of: batch.inputs)
        let values = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.parameter.value) })
        weights = factors.filter { values[$0]!.rank >= 2 }
        equalWeights = weights.compactMap { name in
            let value = values[name]!
            let least: Double = value.min().item()
            return value.shape[0] > 1 && least == value.max().item() ? (name, least) : nil
        }
    }
}
