import Chainrule

/// Adadelta: gradient descent whose steps are as large as recent ones, so that a learning rate is hardly needed.
///
/// With g the gradient plus `weightDecay`·w: s = ρ·s + (1 − ρ)·g², d = g·√(u + ε)/√(s + ε), u = ρ·u + (1 − ρ)·d² and
/// w −= `learningRate`·d.
///
/// Source: Zeiler, "ADADELTA: an adaptive learning rate method", 2012, in the form that PyTorch gives it.
open class Adadelta: Optimizer {
    /// ρ, the decay rate of the moving averages.
    public let rho: Double
    public let epsilon: Double

    /// - Precondition: no argument is negative, and `rho` is below 1.
    public init(
        _ module: some Module, learningRate: Double = 1, rho: Double = 0.9, epsilon: Double = 1e-6,
        weightDecay: Double = 0, groups: [ParameterGroup] = []
    ) {
        self.rho = rho
        self.epsilon = epsilon
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups,
            state: ["squares", "squared updates"])
        requireShare(rho, "rho")
        requireNonnegative(epsilon, "epsilon")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        let gradient = step.decayedGradient
        let squares = step.average("squares", gradient * gradient, decay: rho)
        let update = gradient * sqrt((step["squared updates"] + epsilon) / (squares + epsilon))
        _ = step.average("squared updates", update * update, decay: rho)
        return step.value - update * step.learningRate
    }
}
