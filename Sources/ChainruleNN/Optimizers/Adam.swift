import Chainrule

/// Adam: gradient descent with moving averages of the gradients and of their squares.
///
/// With g the gradient plus `weightDecay`·w: m = β₁·m + (1 − β₁)·g, s = β₂·s + (1 − β₂)·g² and, at step t,
/// w −= `learningRate`·m̂ / (√ŝ + ε) with m̂ = m/(1 − β₁ᵗ) and ŝ = s/(1 − β₂ᵗ). Every parameter counts its own
/// steps, so one that is trained later starts like the others. With `amsgrad` the largest s so far takes the place of s.
///
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, in the form that PyTorch
/// gives it; Reddi, Kale and Kumar, "On the convergence of Adam and beyond", ICLR 2018, for AMSGrad.
open class Adam: Optimizer {
    /// The decay rate of the moving average of gradients.
    public let beta1: Double
    /// The decay rate of the moving average of squared gradients.
    public let beta2: Double
    public let epsilon: Double
    /// Whether the step sizes follow the largest average of squared gradients so far.
    public let amsgrad: Bool

    /// - Precondition: no argument is negative, and the betas are below 1.
    public init(
        _ module: some Module, learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-8, weightDecay: Double = 0, amsgrad: Bool = false,
        groups: [ParameterGroup] = []
    ) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.amsgrad = amsgrad
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups,
            state: ["mean", "squares"] + (amsgrad ? ["largest squares"] : []),
            scalars: ["1 − β₁ᵗ", "1 − β₂ᵗ"])
        requireShare(beta1, "beta1")
        requireShare(beta2, "beta2")
        requireNonnegative(epsilon, "epsilon")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        step.adam(beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad)
    }
}

extension ParameterStep {
    /// The new value by Adam's rule, with what is kept for it.
    mutating func adam(beta1: Double, beta2: Double, epsilon: Double, amsgrad: Bool = false) -> Tensor {
        let gradient = decayedGradient
        let mean = average("mean", gradient, decay: beta1)
        var squares = average("squares", gradient * gradient, decay: beta2)
        let meanOfOnes = averageOfOnes("1 − β₁ᵗ", decay: beta1)
        let squaresOfOnes = averageOfOnes("1 − β₂ᵗ", decay: beta2)
        if amsgrad {
            squares = maximum(self["largest squares"], squares)
            self["largest squares"] = squares
        }
        return value - mean / (sqrt(squares) * rsqrt(squaresOfOnes) + epsilon) * (learningRate / meanOfOnes)
    }
}
