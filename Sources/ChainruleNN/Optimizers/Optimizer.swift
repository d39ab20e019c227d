import Chainrule

/// A rule that changes parameters so that a loss becomes smaller.
///
/// A subclass is a formula, ``step(_:_:_:_:)``, for one parameter at a time; what it keeps between steps and
/// how all parameters are treated at once is told here.
open class Optimizer {
    /// The length of the steps; may be changed between them, also when steps are compiled.
    public final var learningRate: Double {
        didSet { rate.value = Tensor(learningRate, dtype: rate.type.dtype) }
    }

    /// How much of a parameter is added to its gradient, unless ``decaysGradients`` is false.
    public final let weightDecay: Double

    /// Whether the weight decay goes into the gradients; a formula that uses it otherwise says no.
    open var decaysGradients: Bool { true }

    private struct Cells {
        let parameter: Parameter
        let state: [Variable]
    }

    private let rate: Variable
    /// Numbers that all parameters share, such as a bias correction.
    private let shared: [Variable]
    /// By the parameters' identities, which belong to no others as long as these are kept alive here.
    private let cells: [ObjectIdentifier: Cells]
    /// What is kept between steps, by name.
    let state: [(name: String, variable: Variable)]

    /// - Parameters:
    ///   - module: the module whose parameters are to be changed.
    ///   - learningRate: the length of the steps.
    ///   - weightDecay: see ``weightDecay``.
    ///   - state: names of what is kept for every parameter between steps, in its shape; zeros at first.
    ///   - shared: names of numbers kept between steps for all parameters together; zeros at first.
    /// - Precondition: the learning rate and the weight decay are not negative.
    public init(
        _ module: some Module, learningRate: Double, weightDecay: Double, state: [String] = [],
        shared: [String] = []
    ) {
        let parameters = module.parameters()
        let isDouble = parameters.contains { $0.parameter.type.dtype == .float64 }
        let zero = Tensor(0, dtype: isDouble ? .float64 : .float32)
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        rate = Variable(Tensor(learningRate, dtype: zero.dtype), name: "learning rate")
        self.shared = shared.map { Variable(zero, name: $0) }
        let own = parameters.map { name, parameter in
            let zeros = Tensor.zeros(parameter.type.shape, dtype: parameter.type.dtype)
            return state.map { Variable(zeros, name: "\(name) \($0)") }
        }
        cells = Dictionary(
            uniqueKeysWithValues: zip(parameters, own).map {
                (ObjectIdentifier($0.parameter), Cells(parameter: $0.parameter, state: $1))
            })
        self.state = (self.shared + own.joined()).map { ($0.name, $0) }
        requireNonnegative(learningRate, "learning rate")
        requireNonnegative(weightDecay, "weight decay")
    }

    /// The numbers that the formulas of one step have in common; the learning rate alone unless overridden.
    ///
    /// - Parameters:
    ///   - rate: the learning rate.
    ///   - shared: what is kept between steps; what the function leaves here is kept for the next.
    open func scalars(_ rate: Tensor, _ shared: inout [Tensor]) -> [Tensor] { [rate] }

    /// The new value of a parameter.
    ///
    /// - Parameters:
    ///   - value: the parameter's present value.
    ///   - gradient: its gradient, the weight decay included.
    ///   - state: what is kept for the parameter; what the function leaves here is kept for the next step.
    ///   - scalars: the numbers that `scalars(_:_:)` made.
    open func step(
        _ value: Tensor, _ gradient: Tensor, _ state: inout [Tensor], _ scalars: [Tensor]
    ) -> Tensor {
        fatalError("\(type(of: self)): subclasses must override step")
    }

    /// Makes one step: assigns new values to the parameters of the gradients and to what is kept for them.
    ///
    /// - Parameters:
    ///   - gradients: of parameters that the optimizer was made for, one for each.
    ///   - condition: a single truth value; where it is false nothing changes. A step is always made without it.
    public final func update(_ gradients: ParameterGradients, if condition: Tensor? = nil) {
        require(
            gradients.gradients.count == gradients.parameters.count,
            "\(type(of: self)): \(gradients.gradients.count) gradients for "
                + "\(gradients.parameters.count) parameters")
        var numbers = shared.map(\.value)
        let scalars = scalars(rate.value, &numbers)
        var assignments = Array(zip(shared, numbers))
        for (parameter, gradient) in zip(gradients.parameters, gradients.gradients) {
            guard let cells = cells[ObjectIdentifier(parameter)] else {
                fatalError(
                    "\(type(of: self)): the parameter '\(parameter.name)' does not belong to this optimizer"
                )
            }
            let value = parameter.value
            let decayed = weightDecay > 0 && decaysGradients ? gradient + value * weightDecay : gradient
            var state = cells.state.map(\.value)
            let new = step(value, decayed, &state, scalars.map { $0.cast(to: value.dtype) })
            assignments.append((parameter, new))
            assignments += zip(cells.state, state)
        }
        // Together, so that what the gradients share is computed once.
        assign(
            assignments.map { variable, new in
                let old = variable.value
                return (variable, condition.map { select(new, where: $0, otherwise: old) } ?? new)
            })
    }

    func requireNonnegative(_ number: Double, _ what: String) {
        require(number >= 0, "\(type(of: self)): the \(what) \(number) is negative")
    }

    /// Shares of the past that a moving average keeps.
    func requireShare(_ number: Double, _ what: String) {
        require((0..<1).contains(number), "\(type(of: self)): the \(what) \(number) is not in 0..<1")
    }
}
