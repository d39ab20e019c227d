import Chainrule
import Foundation

func concurrency() throws {
    let weight = Variable(Tensor([[1, 2], [3, 4]]))
    // snippet
    let predict = compile { (input: Tensor) in relu(matmul(input, weight.value)) }
    let inputs = (0..<8).map { Tensor.full([1, 2], Double($0)) }
    DispatchQueue.concurrentPerform(iterations: inputs.count) { index in
        print(predict(inputs[index]).scalars() as [Float])
    }
    // end

    // snippet
    let draws = withRandomSeed(7) { Tensor.normal([3]).scalars() as [Float] }
    // end
    precondition(draws.count == 3)
}
