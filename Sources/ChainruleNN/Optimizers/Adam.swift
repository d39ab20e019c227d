import Chainrule

/// Gradient descent by moving averages of the gradients and of their squares.
///
/// With g the gradient plus `weightDecay`·w: m = β₁·m + (1 − β₁)·g, s = β₂·s + (1 − β₂)·g² and, at step t,
/// w −= `learningRate`·m̂ / (√ŝ + ε) with m̂ = m/(1 − β₁ᵗ) and ŝ = s/(1 − β₂ᵗ). Steps are counted for all
/// parameters together.
///
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, in the form that PyTorch
/// gives it.
public class Adam: Optimizer {
    /// How much of the past the average of gradients keeps.
    public let beta1: Double
    /// How much of the past the average of squares keeps.
    public let beta2: Double
    public let epsilon: Double

    /// - Precondition: no number is negative, and the betas are below 1.
    public init(
        _ module: some Module, learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-8, weightDecay: Double = 0
    ) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay,
            state: ["mean", "squares"], shared: ["1 − β₁ᵗ", "1 − β₂ᵗ"])
        requireShare(beta1, "beta1")
        requireShare(beta2, "beta2")
        requireNonnegative(epsilon, "epsilon")
    }

    public override func scalars(_ rate: Tensor, _ shared: inout [Tensor]) -> [Tensor] {
        // 1 − βᵗ is the moving average of ones. Made like this it keeps all its digits, whereas a difference
        // of 1 and 0.999 in float32 has lost three.
        shared[0] = shared[0] * beta1 + (1 - beta1)
        shared[1] = shared[1] * beta2 + (1 - beta2)
        return [rate / shared[0], rsqrt(shared[1])]
    }

    public override func step(
        _ value: Tensor, _ gradient: Tensor, _ state: inout [Tensor], _ scalars: [Tensor]
    ) -> Tensor {
        let mean = state[0] * beta1 + gradient * (1 - beta1)
        let squares = state[1] * beta2 + gradient * gradient * (1 - beta2)
        state = [mean, squares]
        return value - mean / (sqrt(squares) * scalars[1] + epsilon) * scalars[0]
    }
}
