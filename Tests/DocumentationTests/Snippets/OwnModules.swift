import Chainrule
import ChainruleNN

func ownModules() {
    let block = SkipConnection(8)
    precondition(block.parameters().map(\.name).first == "first.weight")
    precondition(block(Tensor.ones([2, 8])).shape == [2, 8])
    precondition(Scaled(3)(Tensor([1, 1, 1])).scalars() as [Float] == [1, 1, 1])
    precondition(huber(Tensor([0.5, 3]), Tensor([0, 0])).item() == 1.3125)
    precondition(Noise(1)(Tensor.zeros([4])).shape == [4])
}

// snippet
struct SkipConnection: Layer {
    let first, second: Linear

    init(_ size: Int) {
        first = Linear(size, size)
        second = Linear(size, size)
    }

    func forward(_ input: Tensor) -> Tensor { input + second(relu(first(input))) }
}
// end

// snippet
struct Scaled: Layer {
    let scale: Parameter

    init(_ size: Int) { scale = Parameter(Tensor.ones([size])) }

    func forward(_ input: Tensor) -> Tensor { input * scale.value }
}
// end

// snippet
struct Noise: Layer {
    let deviation: Double

    init(_ deviation: Double) { self.deviation = deviation }

    func forward(_ input: Tensor) -> Tensor {
        if Mode.current == .evaluation { return input }
        return input + Tensor.normal(input.shape) * deviation
    }
}
// end

// snippet
func logCosh(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let error = abs(prediction - target)
    return (error + softplus(error * -2) - 0.6931472).mean()
}
// end
