import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

func ownMetric() throws {
    let model = Linear(2, 1)
    let samples = Samples(inputs: Tensor.normal([16, 2]), targets: Tensor.normal([16, 1]))
    // snippet
    let trainer = Trainer(
        model, loss: squaredError, optimizer: SGD(model, learningRate: 0.1), metrics: [LargestError()])
    try trainer.fit(samples, epochs: 2, batchSize: 8)
    print(trainer.history.last?.metrics["largest-error"] ?? .nan)
    // end
    precondition(trainer.history.last?.metrics["largest-error"] != nil)
}

// snippet
struct LargestError: Metric {
    static let prefersLarger = false
    private var largest: Double?

    var name: String { "largest-error" }
    var value: Double? { largest }

    mutating func add(_ batch: Predictions) {
        guard case .numbers(let targets) = batch.targets else { return }
        for (output, target) in zip(batch.outputs, targets) {
            largest = max(largest ?? 0, abs(Double(output) - Double(target)))
        }
    }

    mutating func reset() { largest = nil }
}
// end
