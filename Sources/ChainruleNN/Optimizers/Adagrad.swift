import Chainrule

/// Adagrad: gradient descent with a step size per element, which shrinks as its squared gradients add up.
///
/// With g the gradient plus `weightDecay`·w: s += g² and w −= `learningRate`·g / (√s + ε).
///
/// Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
/// optimization", JMLR 12, 2011, in the form that PyTorch gives it.
open class Adagrad: Optimizer {
    public let epsilon: Double

    /// - Precondition: no argument is negative.
    public init(
        _ module: some Module, learningRate: Double = 0.01, epsilon: Double = 1e-10, weightDecay: Double = 0,
        groups: [ParameterGroup] = []
    ) {
        self.epsilon = epsilon
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups, state: ["squares"])
        requireNonnegative(epsilon, "epsilon")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        let gradient = step.decayedGradient
        let squares = step["squares"] + gradient * gradient
        step["squares"] = squares
        return step.value - gradient / (sqrt(squares) + epsilon) * step.learningRate
    }
}
