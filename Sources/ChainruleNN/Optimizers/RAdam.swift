import Chainrule

/// RAdam: Adam that warms up by itself: as long as too few gradients have been averaged it is SGD with momentum.
///
/// With m̂ and ŝ as in ``Adam``, ρ∞ = 2/(1 − β₂) − 1 and ρ = ρ∞ − 2·t·β₂ᵗ/(1 − β₂ᵗ): if ρ is above 5, a step is
/// w −= `learningRate`·r·m̂ / √ŝ with r² = (ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ), otherwise w −= `learningRate`·m̂. As in
/// PyTorch ε is added to √s.
///
/// Source: Liu et al., "On the variance of the adaptive learning rate and beyond", ICLR 2020, in the form that PyTorch gives
/// it.
open class RAdam: Optimizer {
    /// The decay rate of the moving average of gradients.
    public let beta1: Double
    /// The decay rate of the moving average of squared gradients.
    public let beta2: Double
    public let epsilon: Double
    /// Whether weights decay as in ``AdamW``.
    public let decoupledWeightDecay: Bool

    /// - Precondition: no argument is negative, and the betas are below 1.
    public init(
        _ module: some Module, learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-8, weightDecay: Double = 0, decoupledWeightDecay: Bool = false,
        groups: [ParameterGroup] = []
    ) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.decoupledWeightDecay = decoupledWeightDecay
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups,
            state: ["mean", "squares"], scalars: ["1 − β₁ᵗ", "1 − β₂ᵗ", "ages"])
        requireShare(beta1, "beta1")
        requireShare(beta2, "beta2")
        requireNonnegative(epsilon, "epsilon")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        if decoupledWeightDecay { step.decayWeights() }
        let gradient = step.decayedGradient
        let mean =
            step.average("mean", gradient, decay: beta1) / step.averageOfOnes("1 − β₁ᵗ", decay: beta1)
        let squares = step.average("squares", gradient * gradient, decay: beta2)
        // ρ is twice the mean age of the averaged squares plus 1. Summed up like this it keeps all its digits.
        let ages = (step["ages"] + step["1 − β₂ᵗ"]) * beta2
        step["ages"] = ages
        let squaresOfOnes = step.averageOfOnes("1 − β₂ᵗ", decay: beta2)
        let length = ages / squaresOfOnes * 2 + 1
        let limit = 2 / (1 - beta2) - 1
        let rectification = sqrt(
            maximum((length - 4) * (length - 2), 0) / length * (limit / ((limit - 4) * (limit - 2)))
                * squaresOfOnes)
        let scale = select(rectification / (sqrt(squares) + epsilon), where: length .> 5, otherwise: 1)
        return step.value - mean * scale * step.learningRate
    }
}
