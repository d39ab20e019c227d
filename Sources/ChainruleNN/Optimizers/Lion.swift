import Chainrule

/// Lion: steps of one size in every element, by the sign of a mix of the gradient and its moving average.
///
/// w is first multiplied by 1 − `learningRate`·`weightDecay`. Then w −= `learningRate`·sign(β₁·m + (1 − β₁)·g) and
/// m = β₂·m + (1 − β₂)·g. Learning rates are 3 to 10 times smaller than Adam's, weight decays as much larger.
///
/// Source: Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS 2023. PyTorch does not have it.
open class Lion: Optimizer {
    /// The share of the moving average in the direction of a step.
    public let beta1: Double
    /// The decay rate of the moving average of gradients.
    public let beta2: Double

    /// - Precondition: no argument is negative, and the betas are below 1.
    public init(
        _ module: some Module, learningRate: Double = 1e-4, beta1: Double = 0.9, beta2: Double = 0.99,
        weightDecay: Double = 0, groups: [ParameterGroup] = []
    ) {
        self.beta1 = beta1
        self.beta2 = beta2
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups, state: ["mean"])
        requireShare(beta1, "beta1")
        requireShare(beta2, "beta2")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        step.decayWeights()
        let direction = step["mean"] * beta1 + step.gradient * (1 - beta1)
        _ = step.average("mean", step.gradient, decay: beta2)
        return step.value - sign(direction) * step.learningRate
    }
}
