import Chainrule

/// Adam: gradient descent with moving averages of the gradients and of their squares.
///
/// With g the gradient plus `weightDecay`·w: m = β₁·m + (1 − β₁)·g, s = β₂·s + (1 − β₂)·g² and, at step t,
/// w −= `learningRate`·m̂ / (√ŝ + ε) with m̂ = m/(1 − β₁ᵗ) and ŝ = s/(1 − β₂ᵗ). Every parameter counts its own
/// steps, so one that is trained later starts like the others.
///
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, in the form that PyTorch
/// gives it.
open class Adam: Optimizer {
    /// The decay rate of the moving average of gradients.
    public let beta1: Double
    /// The decay rate of the moving average of squared gradients.
    public let beta2: Double
    public let epsilon: Double

    /// - Precondition: no argument is negative, and the betas are below 1.
    public init(
        _ module: some Module, learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-8, weightDecay: Double = 0, groups: [ParameterGroup] = []
    ) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups,
            state: ["mean", "squares"], scalars: ["1 − β₁ᵗ", "1 − β₂ᵗ"])
        requireShare(beta1, "beta1")
        requireShare(beta2, "beta2")
        requireNonnegative(epsilon, "epsilon")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        let gradient = step.decayedGradient
        let mean = step["mean"] * beta1 + gradient * (1 - beta1)
        let squares = step["squares"] * beta2 + gradient * gradient * (1 - beta2)
        // 1 − βᵗ is the moving average of ones. Made like this it keeps all its digits, whereas a difference
        // of 1 and 0.999 in float32 has lost three.
        let meanOfOnes = step["1 − β₁ᵗ"] * beta1 + (1 - beta1)
        let squaresOfOnes = step["1 − β₂ᵗ"] * beta2 + (1 - beta2)
        (step["mean"], step["squares"]) = (mean, squares)
        (step["1 − β₁ᵗ"], step["1 − β₂ᵗ"]) = (meanOfOnes, squaresOfOnes)
        return step.value - mean / (sqrt(squares) * rsqrt(squaresOfOnes) + epsilon)
            * (step.learningRate / meanOfOnes)
    }
}
