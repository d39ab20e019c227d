import Chainrule

/// Gradient descent with a step size for every number, which shrinks as its gradients add up.
///
/// With g the gradient plus `weightDecay`·w: s += g² and w −= `learningRate`·g / (√s + ε).
///
/// Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
/// optimization", JMLR 12, 2011, in the form that PyTorch gives it.
public final class Adagrad: Optimizer {
    public let epsilon: Double

    /// - Precondition: no number is negative.
    public init(
        _ module: some Module, learningRate: Double = 0.01, epsilon: Double = 1e-10, weightDecay: Double = 0
    ) {
        self.epsilon = epsilon
        super.init(module, learningRate: learningRate, weightDecay: weightDecay, state: ["squares"])
        requireNonnegative(epsilon, "epsilon")
    }

    public override func step(
        _ value: Tensor, _ gradient: Tensor, _ state: inout [Tensor], _ scalars: [Tensor]
    ) -> Tensor {
        let squares = state[0] + gradient * gradient
        state[0] = squares
        return value - gradient / (sqrt(squares) + epsilon) * scalars[0]
    }
}
