import Chainrule
import ChainruleModels
import ChainruleNN
import Foundation
import Testing

@Suite("Restricted Boltzmann machines")
struct RestrictedBoltzmannMachineTests {
    private func numbers(_ tensor: Tensor) -> [Double] { tensor.cast(to: .float64).scalars() }

    @Test("the gradients of a step are those of data and reconstruction, by hand")
    func step() {
        let machine = RestrictedBoltzmannMachine(visible: 2, hidden: 2)
        // So certain that the states are not random: the first hidden unit is 1, the second 0.
        machine.weight.value = Tensor([[0.5, -1], [2, 3]])
        machine.hiddenBias.value = Tensor([60.0, -60])
        machine.visibleBias.value = Tensor([0.25, 0.5])
        let (gradients, error) = machine.contrastiveDivergence(Tensor([[1.0, 0], [1, 1]]))
        // h = (1, 0), so v₁ = sigmoid((0.5 + 0.25, −1 + 0.5)) for both examples, and h is the same again.
        func logistic(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }
        let (first, second) = (logistic(0.75), logistic(-0.5))
        let expected: [String: [Double]] = [
            "weight": [first - 1, second - 0.5, 0, 0], "visibleBias": [first - 1, second - 0.5],
            "hiddenBias": [0, 0],
        ]
        for (name, values) in expected {
            let found = numbers(gradients[name])
            #expect(zip(found, values).allSatisfy { abs($0 - $1) < 1e-6 }, "\(name): \(found)")
        }
        let squares = 2 * (first - 1) * (first - 1) + second * second + (second - 1) * (second - 1)
        #expect(abs(Double(error.item()) - squares / 2) < 1e-6)
        #expect(gradients.names == machine.parameters().map(\.name))
    }

    @Test("Gaussian hidden units have a linear mean and noise of variance 1")
    func gaussian() {
        let machine = RestrictedBoltzmannMachine(visible: 3, hidden: 1, hiddenUnits: .gaussian)
        machine.weight.value = Tensor([[1.0, 2, -1]])
        machine.hiddenBias.value = Tensor([0.5])
        #expect(numbers(machine.hidden(Tensor([[1.0, 1, 0]]))) == [3.5])
        // The visible units of a unit far above 0 are certain: noise of variance 1 does not change them.
        machine.hiddenBias.value = Tensor([40.0])
        let (_, error) = machine.contrastiveDivergence(Tensor([[1.0, 1, 0]]))
        #expect(error.item() < 1e-6)
    }

    @Test("learns patterns, so that their reconstruction has a small error", arguments: [false, true])
    func learning(_ isGaussian: Bool) {
        withRandomSeed(0) {
            let machine = RestrictedBoltzmannMachine(
                visible: 8, hidden: 6, hiddenUnits: isGaussian ? .gaussian : .binary)
            let optimizer = SGD(machine, learningRate: isGaussian ? 0.05 : 0.5, momentum: 0.5)
            let step = compile { (batch: Tensor) in
                let (gradients, error) = machine.contrastiveDivergence(batch)
                optimizer.update(gradients)
                return error
            }
            let patterns = Tensor([
                [1.0, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1], [1, 1, 0, 0, 1, 1, 0, 0],
            ])
            let first = step(patterns).item()
            for _ in 0..<400 { _ = step(patterns) }
            let errors = patterns - machine.visible(machine.hidden(patterns))
            #expect((errors * errors).sum().item() / 3 < 0.1 * first)
        }
    }

    @Test("an autoencoder that is unrolled goes up through the machines and down again")
    func unrolled() {
        withRandomSeed(3) {
            let model = Autoencoder([6, 5, 4, 2])
            let machines = model.machines()
            #expect(machines.map(\.hiddenUnits) == [.binary, .binary, .gaussian])
            for machine in machines {
                machine.visibleBias.value = .normal(machine.visibleBias.type.shape)
                machine.hiddenBias.value = .normal(machine.hiddenBias.type.shape)
            }
            model.unroll(machines)
            let inputs = Tensor.uniform([3, 6])
            let code = machines.reduce(inputs) { $1.hidden($0) }
            let output = machines.reversed().reduce(code) { $1.visible($0) }
            let found = numbers(sigmoid(model(inputs)))
            #expect(zip(found, numbers(output)).allSatisfy { abs($0 - $1) < 1e-5 })
            #expect(zip(numbers(model.encoder(inputs)), numbers(code)).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }
}
