import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("The gradients of a module's parameters")
struct ParameterGradientsTests {
    @Test("a parameter that the loss does not reach is called by its dotted name")
    func unused() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            struct Network: Module {
                let used = Sequential { Linear(2, 1) }
                let forgotten = Sequential {
                    ReLU()
                    Linear(2, 1, bias: false)
                }
            }
            let network = Network()
            _ = gradients(of: network.used(Tensor([[1, 2]])).sum(), withRespectTo: network)
        }
        #expect(
            try #require(result).says(
                "gradients: the output does not depend on 'forgotten.1.weight' (float32[1, 2])"))
    }

    @Test("a parameter that the loss does not reach has zeros for a gradient if asked for")
    func unusedZeros() {
        struct Network: Module { let used = Linear(2, 1), unused = Linear(2, 3) }
        let network = Network()
        let loss = network.used(Tensor([[1, 2]])).sum()
        let all = gradients(of: loss, withRespectTo: network, unused: .zeros)
        #expect(all["unused.weight"].scalars(as: Float.self) == [0, 0, 0, 0, 0, 0])
        #expect(all["used.weight"].scalars(as: Float.self) == [1, 2])
    }
}
