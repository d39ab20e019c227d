import Chainrule

/// LAMB: Adam whose step for a layer is scaled to the norm of the layer's weights, for very large batches.
///
/// With m̂ and ŝ as in ``Adam`` and u = m̂ / (√ŝ + ε) + `weightDecay`·w, a step is w −= `learningRate`·(‖w‖/‖u‖)·u. The
/// ratio is 1 if either norm is 0, and for parameters with one axis, such as biases.
///
/// Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes", ICLR 2020. PyTorch does not
/// have it.
open class LAMB: Optimizer {
    /// The decay rate of the moving average of gradients.
    public let beta1: Double
    /// The decay rate of the moving average of squared gradients.
    public let beta2: Double
    public let epsilon: Double

    /// - Precondition: no argument is negative, and the betas are below 1.
    public init(
        _ module: some Module, learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-6, weightDecay: Double = 0.01, groups: [ParameterGroup] = []
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
        let gradient = step.gradient
        let mean =
            step.average("mean", gradient, decay: beta1) / step.averageOfOnes("1 − β₁ᵗ", decay: beta1)
        let squares =
            step.average("squares", gradient * gradient, decay: beta2)
            / step.averageOfOnes("1 − β₂ᵗ", decay: beta2)
        let update = mean / (sqrt(squares) + epsilon) + step.value * step.weightDecay
        return step.value - update * (step.learningRate * trustRatio(step.value, update))
    }

    /// ‖value‖/‖update‖, or 1.
    private func trustRatio(_ value: Tensor, _ update: Tensor) -> Tensor {
        let one = Tensor(1, dtype: value.dtype)
        if value.rank < 2 { return one }
        let (size, length) = (norm(value), norm(update))
        return select(size / length, where: (size .> 0) .& (length .> 0), otherwise: one)
    }
}
