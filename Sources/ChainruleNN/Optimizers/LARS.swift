import Chainrule

/// LARS: SGD with momentum whose rate for a layer follows the norms of the layer's weights and gradient.
///
/// With g the gradient plus `weightDecay`·w, r = `trustCoefficient`·‖w‖/(‖gradient‖ + `weightDecay`·‖w‖ + ε),
/// v = `momentum`·v + `learningRate`·r·g and w −= v. For parameters with one axis, such as biases, and where a norm is 0, r is 1.
///
/// Source: You, Gitman and Ginsburg, "Large batch training of convolutional networks", 2017. PyTorch does not have it.
open class LARS: Optimizer {
    public let momentum: Double
    /// The factor of the layers' own rates.
    public let trustCoefficient: Double
    public let epsilon: Double

    /// - Precondition: no argument is negative.
    public init(
        _ module: some Module, learningRate: Double, momentum: Double = 0.9, weightDecay: Double = 0,
        trustCoefficient: Double = 1e-3, epsilon: Double = 1e-8, groups: [ParameterGroup] = []
    ) {
        self.momentum = momentum
        self.trustCoefficient = trustCoefficient
        self.epsilon = epsilon
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups, state: ["velocity"])
        requireNonnegative(momentum, "momentum")
        requireNonnegative(trustCoefficient, "trust coefficient")
        requireNonnegative(epsilon, "epsilon")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        let rate = step.learningRate * layerRate(step)
        let velocity = step["velocity"] * momentum + step.decayedGradient * rate
        step["velocity"] = velocity
        return step.value - velocity
    }

    private func layerRate(_ step: ParameterStep) -> Tensor {
        let one = Tensor(1, dtype: step.value.dtype)
        if step.value.rank < 2 { return one }
        let (size, slope) = (norm(step.value), norm(step.gradient))
        let rate = size * trustCoefficient / (slope + size * step.weightDecay + epsilon)
        return select(rate, where: (size .> 0) .& (slope .> 0), otherwise: one)
    }
}
