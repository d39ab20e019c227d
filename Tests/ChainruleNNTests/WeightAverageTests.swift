import Chainrule
import ChainruleInterop
import ChainruleNN
import TestSupport
import Testing

private typealias Kind = WeightAverage.Kind

@Suite("Averages of weights")
struct WeightAverageTests {
    @Test(
        "follow PyTorch's, step by step and compiled",
        arguments: [("exponential", Kind.exponential(decay: 0.9)), ("equal", .equal)], [false, true])
    fileprivate func golden(case: (name: String, kind: Kind), compiled: Bool) throws {
        let golden = try Golden("weight_averages")
        let layer = BatchNorm1d(2, dtype: .float64)
        let average = WeightAverage(of: layer, `case`.kind)
        let weightsOnly = WeightAverage(of: layer, `case`.kind, buffers: false)
        let update = compile { () -> [Tensor] in
            average.update()
            return []
        }
        for step in 0..<6 {
            layer.weight!.value = try golden["weights"][step]
            layer.runningMean!.value = try golden["means"][step]
            if compiled { _ = update() } else { average.update() }
            weightsOnly.update()
            let state = average.averagedState()
            let found = concatenate([state["weight"]!, state["running_mean"]!])
            expectClose(found, try golden[`case`.name][step], "step \(step)")
            expectClose(weightsOnly.averagedState()["weight"]!, state["weight"]!)
            expectClose(
                weightsOnly.averagedState()["running_mean"]!, try golden["means"][step], tolerance: .exact)
        }
    }

    @Test("an update whose condition is false changes nothing")
    func condition() {
        let layer = Linear(1, 1)
        let average = WeightAverage(of: layer, .equal)
        average.update()
        let before = average.stateDictionary()
        layer.weight.value = layer.weight.value + 1
        average.update(if: Tensor([false], shape: []))
        for (name, value) in before {
            expectClose(average.stateDictionary()[name]!, value, tolerance: .exact)
        }
    }

    @Test("are swapped in for the time of a closure, also into compiled functions, and out after an error")
    func swapped() throws {
        let layer = Linear(1, 1, bias: false)
        layer.weight.value = Tensor([[2]])
        let average = WeightAverage(of: layer, .equal)
        average.update()
        layer.weight.value = Tensor([[4]])
        average.update()
        let predict = compile { layer($0) }
        func output() -> Double { predict(Tensor([[1]])).item() }
        #expect([output(), average.swappedIn(output), output()] == [4, 3, 4])
        #expect(throws: CancellationError.self) { try average.swappedIn { throw CancellationError() } }
        #expect(output() == 4)
    }

    @Test("go on from where they were saved, and load into a network of the same kind")
    func saved() throws {
        let network = Sequential { Linear(2, 2) }
        let average = WeightAverage(of: network, .exponential(decay: 0.5))
        average.update()
        let other = WeightAverage(of: network, .exponential(decay: 0.5))
        try other.load(average.stateDictionary())
        network.layers[0].parameters()[0].parameter.value = Tensor.ones([2, 2])
        average.update()
        other.update()
        let copy = Sequential { Linear(2, 2) }
        try copy.load(other.averagedState())
        for (name, value) in copy.stateDictionary() {
            expectClose(value, average.averagedState()[name]!, tolerance: .exact, name)
        }
        #expect(throws: StateError.self) { try other.load(["updates": Tensor(1)]) }
    }

    @Test("running statistics are measured anew as means over the batches")
    func statistics() {
        let layer = BatchNorm1d(1, momentum: 0.5)
        layer.measureRunningStatistics(on: [Tensor([[0], [2]]), Tensor([[4], [8]])])
        #expect(layer.runningMean!.value.scalars(as: Double.self) == [(1.0 + 6) / 2])
        #expect(layer.runningVariance!.value.scalars(as: Double.self) == [(2.0 + 8) / 2])
    }
}
