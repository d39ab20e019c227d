import Chainrule
import Testing

@Suite("Backpropagation")
struct BackpropagationTests {
    @Test("does not call the rule of a branch that leads to no target")
    func branchWithoutTarget() {
        nonisolated(unsafe) var calls = 0
        func counted(_ x: Tensor) -> Tensor {
            customGradient([x]) {
                $0[0] * 3
            } gradient: { upstream, _, _ in
                calls += 1
                return [upstream * 3]
            }
        }
        let (x, y) = (Tensor(2), Tensor(5))
        let output = counted(x) * counted(y)
        #expect(gradients(of: output, withRespectTo: x).item() == 45)
        #expect(calls == 1)
    }
}
