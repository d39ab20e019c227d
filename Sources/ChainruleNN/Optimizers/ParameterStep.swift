import Chainrule

/// One parameter in a step of an optimizer: what a rule reads of it, and what it keeps for the next step.
///
/// The subscript reads and sets what is kept under the names that the optimizer was made with, as in
/// `step["velocity"]`.
public struct ParameterStep {
    /// The parameter's dotted name in the module that the optimizer was made for.
    public let name: String
    /// The parameter.
    public let parameter: Parameter
    /// The parameter's value before the step.
    public var value: Tensor
    /// The gradient without weight decay, in the shape of the value.
    public let gradient: Tensor
    /// The learning rate of the parameter's group: a scalar of the value's element type.
    public let learningRate: Tensor
    /// The weight decay of the parameter's group.
    public var weightDecay: Double

    /// What is kept between steps, by name.
    private(set) var state: [String: Tensor]

    init(
        name: String, parameter: Parameter, gradient: Tensor, learningRate: Tensor, weightDecay: Double,
        state: [String: Tensor]
    ) {
        self.name = name
        self.parameter = parameter
        self.gradient = gradient
        self.weightDecay = weightDecay
        self.state = state
        value = parameter.value
        self.learningRate = learningRate.cast(to: value.dtype)
    }

    /// The gradient of the loss plus `weightDecay`/2 times the squares of the parameter: gradient + `weightDecay`·value.
    public var decayedGradient: Tensor { weightDecay > 0 ? gradient + value * weightDecay : gradient }

    /// What is kept for the parameter between steps; what the rule leaves here is kept for the next step.
    ///
    /// - Precondition: the optimizer was made with this name.
    public subscript(name: String) -> Tensor {
        get {
            guard let tensor = state[name] else {
                fatalError(
                    "Optimizer: nothing is kept as '\(name)', only \(state.keys.sorted().joined(separator: ", "))"
                )
            }
            return tensor
        }
        set {
            require(state[name] != nil, "Optimizer: '\(name)' is not among the names it was made with")
            state[name] = newValue
        }
    }
}
