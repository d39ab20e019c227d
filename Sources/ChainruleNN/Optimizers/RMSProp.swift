import Chainrule

/// RMSProp: gradient descent with a step size per element, divided by the root mean square of recent gradients.
///
/// With g the gradient plus `weightDecay`·w: s = `decay`·s + (1 − `decay`)·g² and
/// w −= `learningRate`·g / (√s + ε). With momentum the fraction is added to v = `momentum`·v, and
/// w −= `learningRate`·v.
///
/// Source: Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5, 2012, in the form that
/// PyTorch gives it, where `decay` is called alpha.
open class RMSProp: Optimizer {
    public let decay: Double
    public let epsilon: Double
    public let momentum: Double

    /// - Precondition: no argument is negative, and `decay` is below 1.
    public init(
        _ module: some Module, learningRate: Double = 0.01, decay: Double = 0.99, epsilon: Double = 1e-8,
        momentum: Double = 0, weightDecay: Double = 0, groups: [ParameterGroup] = []
    ) {
        self.decay = decay
        self.epsilon = epsilon
        self.momentum = momentum
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups,
            state: momentum == 0 ? ["squares"] : ["squares", "velocity"])
        requireShare(decay, "decay")
        requireNonnegative(epsilon, "epsilon")
        requireNonnegative(momentum, "momentum")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        let gradient = step.decayedGradient
        let squares = step["squares"] * decay + gradient * gradient * (1 - decay)
        step["squares"] = squares
        let scaled = gradient / (sqrt(squares) + epsilon)
        if momentum == 0 { return step.value - scaled * step.learningRate }
        let velocity = step["velocity"] * momentum + scaled
        step["velocity"] = velocity
        return step.value - velocity * step.learningRate
    }
}
