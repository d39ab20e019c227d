import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Testing

@Suite("Teacher forcing") struct TeacherForcingTests {
    /// Outputs that tell whether they were made by following targets.
    private struct Writer: TeacherForced {
        let bias = Parameter(.zeros([2]))

        func forward(_ input: Tensor) -> Tensor { bias.value + input * Tensor([1, 0]) }
        func forward(_ input: Tensor, following targets: Tensor) -> Tensor {
            bias.value + targets.oneHot(2) * 3
        }
    }

    @Test("a trainer gives the targets to such a network in training and not in evaluation")
    func teacherForcing() throws {
        let model = Writer()
        let samples = Samples(inputs: .ones([4, 2]), targets: Tensor([1, 1, 1, 1], dtype: .int32))
        let trainer = Trainer(
            model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0), metrics: [.accuracy])
        try trainer.fit(samples, validation: samples, epochs: 1, batchSize: 4)
        let record = try #require(trainer.history.last)
        #expect(record.metrics["accuracy"] == 1)
        #expect(record.validationMetrics["accuracy"] == 0)
        #expect(try trainer.evaluate(on: samples).metrics.values["accuracy"] == 0)
    }
}
