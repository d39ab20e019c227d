import Chainrule
import ChainruleNN

/// sigmoid(x·W₁ᵀ)·W₂ᵀ: two layers without biases, the smallest network that learns something.
public func twoLayerSigmoid(inputs: Int, hidden: Int, outputs: Int) -> Sequential {
    Sequential {
        Linear(inputs, hidden, bias: false)
        Sigmoid()
        Linear(hidden, outputs, bias: false)
    }
}

/// Layers of one width without biases, each followed by a hyperbolic tangent.
public func tanhChain(depth: Int, width: Int) -> Sequential {
    Sequential {
        for _ in 0..<depth {
            Linear(width, width, bias: false)
            Tanh()
        }
    }
}
