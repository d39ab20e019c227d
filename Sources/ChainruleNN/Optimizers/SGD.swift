import Chainrule

/// Stochastic gradient descent, plain, with momentum or with Nesterov's momentum.
///
/// With g the gradient plus `weightDecay`·w, a step is w −= `learningRate`·g. With momentum it is
/// v = `momentum`·v + g (v = g at the first step) and w −= `learningRate`·v, or by Nesterov's rule
/// w −= `learningRate`·(g + `momentum`·v).
///
/// Source: Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep
/// learning", ICML 2013, in the form that PyTorch gives it.
public final class SGD: Optimizer {
    public var learningRate: Double
    public let momentum: Double
    public let nesterov: Bool
    public let weightDecay: Double

    /// Kept alive, so that no parameter's identity is given to a new one.
    private let parameters: [ObjectIdentifier: Parameter]
    private var velocities: [ObjectIdentifier: Tensor] = [:]

    /// - Precondition: no number is negative, and Nesterov's rule has a momentum.
    public init(
        _ module: some Module, learningRate: Double, momentum: Double = 0, nesterov: Bool = false,
        weightDecay: Double = 0
    ) {
        require(learningRate >= 0, "SGD: the learning rate \(learningRate) is negative")
        require(momentum >= 0, "SGD: the momentum \(momentum) is negative")
        require(weightDecay >= 0, "SGD: the weight decay \(weightDecay) is negative")
        require(!nesterov || momentum > 0, "SGD: Nesterov's rule needs a momentum")
        self.learningRate = learningRate
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
        parameters = Dictionary(
            uniqueKeysWithValues: module.parameters().map { (ObjectIdentifier($0.parameter), $0.parameter) })
    }

    public func update(_ gradients: ParameterGradients) {
        require(
            gradients.gradients.count == gradients.parameters.count,
            "SGD: \(gradients.gradients.count) gradients for \(gradients.parameters.count) parameters")
        var values: [Tensor] = []
        var newVelocities: [ObjectIdentifier: Tensor] = [:]
        for (parameter, gradient) in zip(gradients.parameters, gradients.gradients) {
            let identity = ObjectIdentifier(parameter)
            require(
                parameters[identity] != nil,
                "SGD: the parameter '\(parameter.name)' is not one of those it was made for")
            let (step, velocity) = step(parameter.value, gradient, velocities[identity])
            values.append(parameter.value - step * learningRate)
            newVelocities[identity] = velocity
        }
        // Together, so that what the gradients share is computed once.
        evaluate(values + newVelocities.values)
        for (parameter, value) in zip(gradients.parameters, values) { parameter.value = value }
        velocities.merge(newVelocities.mapValues { Tensor($0.value.dense()) }) { _, new in new }
    }

    private func step(
        _ value: Tensor, _ gradient: Tensor, _ velocity: Tensor?
    ) -> (step: Tensor, velocity: Tensor?) {
        let gradient = weightDecay == 0 ? gradient : gradient + value * weightDecay
        if momentum == 0 { return (gradient, nil) }
        let velocity = velocity.map { $0 * momentum + gradient } ?? gradient
        return (nesterov ? gradient + velocity * momentum : velocity, velocity)
    }
}
