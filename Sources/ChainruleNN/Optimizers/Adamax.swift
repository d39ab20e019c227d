import Chainrule

/// Adamax: Adam with the largest recent gradient instead of the root mean square.
///
/// With g the gradient plus `weightDecay`·w: m = β₁·m + (1 − β₁)·g, u = max(β₂·u, |g| + ε) and, at step t,
/// w −= `learningRate`·m / ((1 − β₁ᵗ)·u).
///
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, in the form that PyTorch gives it.
open class Adamax: Optimizer {
    /// The decay rate of the moving average of gradients.
    public let beta1: Double
    /// The decay rate of the largest gradient.
    public let beta2: Double
    public let epsilon: Double

    /// - Precondition: no argument is negative, and the betas are below 1.
    public init(
        _ module: some Module, learningRate: Double = 2e-3, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-8, weightDecay: Double = 0, groups: [ParameterGroup] = []
    ) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups,
            state: ["mean", "largest"], scalars: ["1 − β₁ᵗ"])
        requireShare(beta1, "beta1")
        requireShare(beta2, "beta2")
        requireNonnegative(epsilon, "epsilon")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        let gradient = step.decayedGradient
        let mean = step.average("mean", gradient, decay: beta1)
        let largest = maximum(step["largest"] * beta2, abs(gradient) + epsilon)
        step["largest"] = largest
        return step.value - mean / largest
            * (step.learningRate / step.averageOfOnes("1 − β₁ᵗ", decay: beta1))
    }
}
