import Chainrule

/// Stochastic gradient descent (SGD), optionally with momentum or Nesterov momentum.
///
/// With g the gradient plus `weightDecay`·w, a step is w −= `learningRate`·g. With momentum it is
/// v = `momentum`·v + g (v = 0 at first) and w −= `learningRate`·v, or by Nesterov's rule
/// w −= `learningRate`·(g + `momentum`·v).
///
/// Source: Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep
/// learning", ICML 2013, in the form that PyTorch gives it.
open class SGD: Optimizer {
    public let momentum: Double
    public let nesterov: Bool

    /// - Precondition: no argument is negative, and Nesterov momentum has a momentum above 0.
    public init(
        _ module: some Module, learningRate: Double, momentum: Double = 0, nesterov: Bool = false,
        weightDecay: Double = 0, groups: [ParameterGroup] = []
    ) {
        self.momentum = momentum
        self.nesterov = nesterov
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups,
            state: momentum == 0 ? [] : ["velocity"])
        requireNonnegative(momentum, "momentum")
        require(!nesterov || momentum > 0, "SGD: Nesterov momentum needs a momentum above 0")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        let gradient = step.decayedGradient
        if momentum == 0 { return step.value - gradient * step.learningRate }
        let velocity = step["velocity"] * momentum + gradient
        step["velocity"] = velocity
        return step.value - (nesterov ? gradient + velocity * momentum : velocity) * step.learningRate
    }
}
