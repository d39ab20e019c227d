import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import TestSupport
import Testing

import struct ChainruleData.Sample

/// Losses and models that take more than inputs and targets, or targets of another size than the outputs.
@Suite("A batch")
struct BatchFieldsTests {
    @Test(
        "reaches the loss with targets of another size than the outputs: a mean and a variance for each number"
    )
    func gaussian() throws {
        let model = withRandomSeed(1) { Sequential { Linear(3, 2) } }
        let trainer = Trainer(
            model,
            loss: { outputs, targets in
                let (mean, logVariance) = (outputs[0..., 0..<1], outputs[0..., 1..<2])
                let distance = targets - mean
                return ((distance * distance / exp(logVariance) + logVariance) / 2).mean()
            }, optimizer: SGD(model, learningRate: 0.05), metrics: [.loss])
        let samples = Samples(inputs: inputs, targets: inputs[0..., 0..<1] * 2)
        try trainer.fit(
            samples, validation: samples, epochs: 20, batchSize: 5, observers: [Doctor(show: { _ in })])
        let history = trainer.history
        #expect(history[19].validationLoss! < history[0].validationLoss!)
        #expect(history[0].metrics["loss"] == history[0].loss)
    }

    @Test("reaches a loss that only compares outputs with each other, whatever numbers the labels are")
    func embeddings() throws {
        let model = withRandomSeed(1) { Sequential { Linear(3, 2) } }
        let trainer = Trainer(
            model,
            loss: { outputs, labels in
                let distances = outputs.expandingDimension(at: 0) - outputs.expandingDimension(at: 1)
                let areSame = labels.expandingDimension(at: 0) .== labels.expandingDimension(at: 1)
                let squares = (distances * distances).sum(axes: 2)
                return select(squares, where: areSame, otherwise: relu(1 - squares)).mean()
            }, optimizer: SGD(model, learningRate: 0.1))
        let labels = Tensor((0..<20).map { Int32($0 % 2 * 1000) }, shape: [20])
        try trainer.fit(Samples(inputs: inputs, targets: labels), epochs: 20, batchSize: 20)
        #expect(trainer.history[19].loss < trainer.history[0].loss)
    }

    @Test("of segmented images is measured pixel by pixel")
    func segmentation() throws {
        let model = withRandomSeed(1) { Sequential { Conv2d(1, 2, kernel: 1) } }
        let images = withRandomSeed(3) { Tensor.normal([6, 1, 4, 5]) }
        let samples = Samples(inputs: images, targets: (images[0..., 0] .> 0).cast(to: .int32))
        let trainer = Trainer(
            model,
            loss: { outputs, labels in
                softmaxCrossEntropy(
                    outputs.permuted([0, 2, 3, 1]).reshaped(to: [-1, 2]), labels.flattened())
            }, optimizer: Adam(model, learningRate: 0.1), metrics: [.accuracy])
        try trainer.fit(samples, validation: samples, epochs: 40, batchSize: 4)
        #expect(trainer.history[39].validationMetrics["accuracy"]! > 0.95)
        #expect(trainer.history[39].examples == 6)
    }

    @Test(
        "carries its fields to the model and to the loss: in the step, in accumulation, in evaluation",
        arguments: [1, 2])
    func fields(accumulation: Int) throws {
        struct TwoTowers: Module {
            let left = Linear(3, 2), right = Linear(2, 2)
        }
        let model = withRandomSeed(1) { TwoTowers() }
        let others = withRandomSeed(4) { Tensor.normal([20, 2]) }
        // Examples of weight 0 would spoil everything.
        let weights = Tensor((0..<20).map { Float($0 % 2) }, shape: [20, 1])
        let truth = inputs[0..., 0..<1] + others[0..., 0..<1]
        let targets = select(truth, where: weights .> 0, otherwise: Tensor(1e3))
        let samples = Samples(inputs: inputs, targets: targets, fields: ["other": others, "weight": weights])
        let trainer = Trainer(
            model, outputs: { model.left($0.inputs) + model.right($0["other"]) },
            loss: { outputs, batch in
                let errors = outputs.sum(axes: 1, keepDims: true) - batch.targets
                return (errors * errors * batch["weight"]).sum() / batch["weight"].sum()
            }, optimizer: SGD(model, learningRate: 0.1), accumulation: accumulation)
        try trainer.fit(
            samples.shuffled(seed: 3), validation: samples.map { $0 }, epochs: 60, batchSize: 10)
        #expect(trainer.history[59].validationLoss! < 1e-3, "\(trainer.history[59])")
        // A batch of other fields is another function.
        #expect(
            try trainer.evaluate(
                on: samples.map { sample in
                    var sample = sample
                    sample.fields["unused"] = Tensor(1)
                    return sample
                }
            ).loss == trainer.history[59].validationLoss)
    }

    @Test("tells the loss how long padded inputs were")
    func lengths() throws {
        let model = withRandomSeed(1) { Sequential { Linear(1, 1) } }
        let sequences = Examples(
            (1...6).map { Sample(input: Tensor.ones([$0, 1]), target: Tensor([Double($0)])) })
        let trainer = Trainer(
            model, outputs: { model($0.inputs).sum(axes: 1) },
            loss: { outputs, batch in
                // The padding is the model's bias for every place that is none.
                let bias = model.parameters()[1].parameter.value
                let padding = Double(batch.inputs.shape[1]) - batch["lengths"].cast(to: .float32)
                return squaredError(outputs - padding.expandingDimension(at: 1) * bias, batch.targets)
            }, optimizer: SGD(model, learningRate: 0.01))
        try trainer.fit(sequences.padded(), epochs: 100, batchSize: 3)
        #expect(trainer.history[99].loss < 1e-3)
    }

    @Test("of samples with different fields is an error that names the sample")
    func differentFields() throws {
        let samples = Examples([
            Sample(input: Tensor(0), target: Tensor(0), fields: ["weight": Tensor(1)]),
            Sample(input: Tensor(0), target: Tensor(0)),
        ])
        let error = #expect(throws: DataError.self) { try samples.batch([0, 1]) }
        #expect(
            error?.description
                == "sample 1: found no fields, expected the fields weight: float32[] like the others of its batch"
        )
    }

    @Test("weighs as many examples as it has in the report of an update")
    func reportedLoss() throws {
        let model = Sequential { Linear(1, 1) }
        let values = Tensor((0..<193).map { Float($0) }, shape: [193, 1])
        let trainer = Trainer(
            model, outputs: { _ in model(values[0..<1]) },
            loss: { outputs, batch in
                outputs.sum() * 0 + batch.targets.mean()
            }, optimizer: SGD(model, learningRate: 0), accumulation: 4)
        var losses: [Double] = []
        try trainer.fit(
            Samples(inputs: values, targets: values), epochs: 1,
            observers: [.onStep { losses.append($0.loss) }])
        // The mean of 0 to 192, in batches of 64, 64, 64 and 1.
        #expect(losses.count == 1 && abs(losses[0] - 96) < 1e-4, "\(losses)")
        #expect(abs(trainer.history[0].loss - 96) < 1e-4)
    }

    private let inputs = withRandomSeed(2) { Tensor.normal([20, 3]) }
}
