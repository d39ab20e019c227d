import Chainrule
import TestSupport
import Testing

@Suite("A mistake with compile is called by what it is")
struct TraceMistakeTests {
    @Test("a value that is read inside")
    func readInside() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = compile { (x: Tensor) in x * x.sum().item() }(Tensor.ones([2]))
        }
        #expect(result?.says("a value was read inside compile { }") == true)
    }

    @Test("a tensor of the trace that is read afterwards")
    func readAfterwards() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            nonisolated(unsafe) var hidden: Tensor?
            let function = compile { (x: Tensor) in
                hidden = x * 2
                return x + 1
            }
            _ = function(Tensor.ones([2]))
            print(hidden!.scalars(as: Float.self))
        }
        #expect(result?.says("a tensor that was made inside compile { } is read after it") == true)
    }

    @Test("a parameter that is made inside from random numbers")
    func madeInside() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = compile { (x: Tensor) in
                matmul(x, Variable(.uniform([2, 2]), name: "weight").value)
            }(Tensor.ones([2, 2]))
        }
        #expect(result?.says("'weight' is made inside compile { }") == true)
    }

    @Test("a variable that is made inside from constants is allowed")
    func madeOfConstants() {
        let function = compile { (x: Tensor) in x + Variable(.ones([2])).value }
        #expect(function(Tensor.ones([2])).scalars() == [2, 2] as [Float])
    }

    @Test("a parameter that is replaced before the gradient is taken")
    func replaced() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let weight = Variable(.ones([2]), name: "weight")
            let loss = (weight.value * 3).sum()
            weight.value = .zeros([2])
            _ = gradients(of: loss, withRespectTo: weight.value)
        }
        #expect(result?.says("the output was computed with an earlier value of 'weight'") == true)
    }

    @Test("a parameter that is replaced inside, before the gradient is taken")
    func replacedInside() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let weight = Variable(.ones([2]), name: "weight")
            _ = compile { (x: Tensor) in
                let loss = (weight.value * x).sum()
                weight.value = weight.value * 0.5
                return gradients(of: loss, withRespectTo: weight.value)
            }(Tensor.ones([2]))
        }
        #expect(result?.says("the output was computed with an earlier value of") == true)
    }

    @Test("a variable that takes the place of another before the gradient is taken")
    func exchanged() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var weight = Variable(.ones([2]), name: "old weight")
            let loss = (weight.value * 3).sum()
            weight = Variable(.zeros([2]), name: "new weight")
            _ = gradients(of: loss, withRespectTo: weight.value)
        }
        #expect(result?.says("does not depend on 'new weight' (float32[2]), but on another variable") == true)
    }
}
