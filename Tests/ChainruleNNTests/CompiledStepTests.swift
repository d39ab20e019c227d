import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("A compiled training step")
struct CompiledStepTests {
    /// A layer of every kind that has a state, draws numbers or looks something up.
    private struct Network: Layer {
        let embedding = Embedding(10, 4)
        // A bias would have no gradient but rounding errors, which Adam makes as large as any other.
        let conv = Conv1d(4, 6, kernel: 3, padding: 1, bias: false)
        let norm = BatchNorm1d(6)
        let dropout = Dropout(0.25)
        let head = Sequential {
            GlobalMaxPool()
            Linear(6, 3)
        }

        func forward(_ words: Tensor) -> Tensor {
            head(dropout(relu(norm(conv(embedding(words).permuted([0, 2, 1]))))))
        }
    }

    private let words = Tensor([[1, 2, 3, 4, 5], [9, 8, 7, 6, 0]], dtype: .int32)
    private let labels = Tensor([0, 2], dtype: .int32)

    @Test(
        "leaves the parameters, running statistics and losses that a step by step calculation leaves",
        arguments: ["SGD", "Adagrad", "RMSProp", "Adam", "AdamW"])
    func sameState(_ name: String) {
        let (expected, losses) = trained(name) { step in { step($0, $1) } }
        let (found, compiledLosses) = trained(name) { step in
            let compiled = compile(step)
            return { compiled($0, $1) }
        }
        #expect(expected.count == 8)
        for (name, value) in expected { expectClose(found[name]!, value, tolerance: 1e-5, name) }
        #expect(zip(losses, compiledLosses).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    private func trained(
        _ name: String,
        _ prepare: (@escaping (Tensor, Tensor) -> Tensor) -> (Tensor, Tensor) -> Tensor
    ) -> (state: [String: Tensor], losses: [Double]) {
        withRandomSeed(5) {
            let network = Network()
            let optimizer: Optimizer =
                switch name {
                case "SGD": SGD(network, learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01)
                case "Adagrad": Adagrad(network)
                case "RMSProp": RMSProp(network, momentum: 0.5)
                case "Adam": Adam(network)
                default: AdamW(network)
                }
            let step = prepare { words, labels in
                let loss = softmaxCrossEntropy(network(words), labels)
                optimizer.update(gradients(of: loss, withRespectTo: network))
                return loss
            }
            let losses = (0..<4).map { number in
                // A compiled step must read the learning rate anew.
                optimizer.learningRate = 0.01 / Double(number + 1)
                return step(words, labels).item()
            }
            return (network.stateDictionary(), losses)
        }
    }
}
