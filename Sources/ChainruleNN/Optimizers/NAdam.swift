import Chainrule
import Foundation

/// NAdam: Adam with Nesterov momentum, which rises from β₁/2 to β₁.
///
/// With g the gradient plus `weightDecay`·w, m and ŝ as in ``Adam``, and the momentum
/// μ(t) = β₁·(1 − ½·0.96^(t·ψ)), ψ being `momentumDecay`, a step is w −= `learningRate`·n / (√ŝ + ε) with
/// n = (1 − μ(t))·g/(1 − Πμ) + μ(t + 1)·m/(1 − μ(t + 1)·Πμ), where Πμ is the product of μ(1) to μ(t).
///
/// Source: Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016, in the form that PyTorch gives it.
open class NAdam: Optimizer {
    /// The decay rate of the moving average of gradients.
    public let beta1: Double
    /// The decay rate of the moving average of squared gradients.
    public let beta2: Double
    public let epsilon: Double
    /// ψ, how fast the momentum rises.
    public let momentumDecay: Double
    /// Whether weights decay as in ``AdamW``.
    public let decoupledWeightDecay: Bool

    /// - Precondition: no argument is negative, and the betas are below 1.
    public init(
        _ module: some Module, learningRate: Double = 2e-3, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-8, weightDecay: Double = 0, momentumDecay: Double = 4e-3,
        decoupledWeightDecay: Bool = false, groups: [ParameterGroup] = []
    ) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.momentumDecay = momentumDecay
        self.decoupledWeightDecay = decoupledWeightDecay
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups,
            state: ["mean", "squares"], scalars: ["1 − 0.96ᵗᵠ", "1 − Πμ", "1 − β₂ᵗ"])
        requireShare(beta1, "beta1")
        requireShare(beta2, "beta2")
        requireNonnegative(epsilon, "epsilon")
        requireNonnegative(momentumDecay, "momentum decay")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        if decoupledWeightDecay { step.decayWeights() }
        let gradient = step.decayedGradient
        let mean = step.average("mean", gradient, decay: beta1)
        let squares = step.average("squares", gradient * gradient, decay: beta2)
        let deviation = sqrt(squares) * rsqrt(step.averageOfOnes("1 − β₂ᵗ", decay: beta2)) + epsilon

        // 1 − ½·0.96^(t·ψ) is ½·(1 + a), a being the average of ones that decays by 0.96^ψ.
        let decay = Foundation.pow(0.96, momentumDecay)
        let rise = step.averageOfOnes("1 − 0.96ᵗᵠ", decay: decay)
        let momentum = (1 + rise) * (beta1 / 2)
        let nextMomentum = (1 + rise * decay + (1 - decay)) * (beta1 / 2)
        // 1 − Πμ, as 1 − μ·(product before).
        let rest = step["1 − Πμ"] * momentum + (1 - momentum)
        step["1 − Πμ"] = rest
        let nextRest = rest * nextMomentum + (1 - nextMomentum)
        let update = gradient * ((1 - momentum) / rest) + mean * (nextMomentum / nextRest)
        return step.value - update / deviation * step.learningRate
    }
}
