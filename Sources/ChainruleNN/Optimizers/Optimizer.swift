import Chainrule

/// The base class of all optimizers, which update parameters to reduce a loss.
///
/// A subclass is a formula, ``step(_:)``, for one parameter at a time:
///
/// ```swift
/// final class SignDescent: Optimizer {
///     init(_ module: some Module, learningRate: Double) {
///         super.init(module, learningRate: learningRate, state: ["average"])
///     }
///
///     override func step(_ step: inout ParameterStep) -> Tensor {
///         step["average"] = step["average"] * 0.9 + step.decayedGradient * 0.1
///         return step.value - sign(step["average"]) * step.learningRate
///     }
/// }
/// ```
open class Optimizer {
    /// Parameters with the same learning rate and weight decay.
    public final class Group {
        /// The parameters, with their dotted names.
        public let parameters: [(name: String, parameter: Parameter)]
        /// The learning rate of the group; may be changed between steps, also when steps are compiled.
        public var learningRate: Double {
            didSet {
                if learningRate != oldValue { rate.value = Tensor(learningRate, dtype: rate.type.dtype) }
            }
        }
        /// The weight decay coefficient.
        public let weightDecay: Double

        /// The ``learningRate`` that the group was made with.
        package let initialLearningRate: Double
        /// The initial ``learningRate`` if it is not the optimizer's.
        fileprivate let ownRate: Double?
        fileprivate let rate: Variable

        fileprivate init(
            _ parameters: [(name: String, parameter: Parameter)], ownRate: Double?, otherwise rate: Double,
            weightDecay: Double, _ dtype: DType
        ) {
            self.parameters = parameters
            self.ownRate = ownRate
            self.weightDecay = weightDecay
            initialLearningRate = ownRate ?? rate
            learningRate = initialLearningRate
            self.rate = Variable(Tensor(learningRate, dtype: dtype), name: "learning rate")
        }
    }

    /// The learning rate; may be changed between steps, also when steps are compiled.
    ///
    /// The learning rates of all groups change in proportion: a schedule that halves this rate halves them all.
    public final var learningRate: Double {
        didSet {
            for group in groups {
                group.learningRate = group.ownRate.map { $0 * (learningRate / firstRate) } ?? learningRate
            }
        }
    }

    /// The initial ``learningRate``.
    private let firstRate: Double

    /// The weight decay of the parameters that are in no group.
    public final let weightDecay: Double

    /// The groups that the optimizer was made with, in their order, and then the rest of the parameters, if any.
    public final let groups: [Group]

    private struct Cells {
        let name: String
        let group: Group
        let state: [(name: String, variable: Variable)]
    }

    /// By the parameters' identities, which are unique while the groups keep them alive.
    private let cells: [ObjectIdentifier: Cells]
    /// What is kept between steps, by name.
    let state: [(name: String, variable: Variable)]

    /// - Parameters:
    ///   - module: the module whose parameters are to be changed.
    ///   - learningRate: the learning rate.
    ///   - weightDecay: how strongly parameters are pulled toward 0; see ``ParameterStep/decayedGradient``.
    ///   - groups: parameters with their own learning rate or weight decay.
    ///   - state: names of tensors kept for every parameter between steps, in its shape; initially zero.
    ///   - scalars: names of single numbers kept for every parameter between steps; initially zero.
    ///   - shapes: names and shapes of further tensors kept for a parameter of the given shape; initially zero.
    /// - Precondition: no learning rate and no weight decay is negative, no parameter is in two groups, and if a group has its
    ///   own learning rate, the optimizer's is positive.
    public init(
        _ module: some Module, learningRate: Double, weightDecay: Double = 0, groups: [ParameterGroup] = [],
        state: [String] = [], scalars: [String] = [],
        shapes: (_ parameter: Shape) -> [(name: String, shape: Shape)] = { _ in [] }
    ) {
        let parameters = module.parameters()
        self.learningRate = learningRate
        firstRate = learningRate
        self.weightDecay = weightDecay
        self.groups = Self.grouped(parameters, groups, learningRate, weightDecay)
        var cells: [ObjectIdentifier: Cells] = [:]
        for group in self.groups {
            for (name, parameter) in group.parameters {
                let (shape, dtype) = (parameter.type.shape, parameter.type.dtype)
                let kept = state.map { ($0, shape) } + scalars.map { ($0, .scalar) } + shapes(shape)
                cells[ObjectIdentifier(parameter)] = Cells(
                    name: name, group: group,
                    state: kept.map { ($0, Variable(.zeros($1, dtype: dtype), name: "\(name) \($0)")) })
            }
        }
        self.cells = cells
        self.state = parameters.flatMap { name, parameter in
            cells[ObjectIdentifier(parameter)]!.state.map { ("\(name) \($0.name)", $0.variable) }
        }
        for (_, trainingGuard) in Search.namedObjects(TrainingGuard.self, in: module) {
            trainingGuard.hasOptimizerNow()
        }
        requireNonnegative(learningRate, "learning rate")
        requireNonnegative(weightDecay, "weight decay")
    }

    /// The new value of a parameter.
    ///
    /// - Parameter step: the parameter, its gradient and what is kept for it; what the function leaves under its names
    ///   is kept for the next step.
    open func step(_ step: inout ParameterStep) -> Tensor {
        fatalError("\(type(of: self)): subclasses must override step")
    }

    /// Makes one step: updates the parameters of the gradients and the state kept for them. Frozen parameters do not
    /// change.
    ///
    /// - Parameters:
    ///   - gradients: of parameters that the optimizer was made for, one for each.
    ///   - condition: a single truth value; if it is false nothing changes. Without a condition a step is always made.
    public final func update(_ gradients: ParameterGradients, if condition: Tensor? = nil) {
        require(
            gradients.gradients.count == gradients.parameters.count,
            "\(type(of: self)): \(gradients.gradients.count) gradients for "
                + "\(gradients.parameters.count) parameters")
        var assignments: [(variable: Variable, value: Tensor)] = []
        for (parameter, gradient) in zip(gradients.parameters, gradients.gradients)
        where parameter.isTrainable {
            guard let cells = cells[ObjectIdentifier(parameter)] else {
                fatalError(
                    "\(type(of: self)): the parameter '\(parameter.name)' does not belong to this optimizer"
                )
            }
            var step = ParameterStep(
                name: cells.name, parameter: parameter, gradient: gradient,
                learningRate: cells.group.rate.value, weightDecay: cells.group.weightDecay,
                state: Dictionary(uniqueKeysWithValues: cells.state.map { ($0.name, $0.variable.value) }))
            assignments.append((parameter, self.step(&step)))
            assignments += cells.state.map { ($0.variable, step[$0.name]) }
        }
        // Evaluated together, so that what the gradients share is computed once.
        assign(
            assignments.map { variable, new in
                let old = variable.value
                return (variable, condition.map { select(new, where: $0, otherwise: old) } ?? new)
            })
    }

    private static func grouped(
        _ parameters: [(name: String, parameter: Parameter)], _ groups: [ParameterGroup], _ rate: Double,
        _ weightDecay: Double
    ) -> [Group] {
        let dtype: DType = parameters.contains { $0.parameter.type.dtype == .float64 } ? .float64 : .float32
        var taken: Set<ObjectIdentifier> = []
        let own = groups.map { group in
            let members = group.members(of: parameters, for: "\(Self.self)")
            for (name, parameter) in members {
                require(
                    taken.insert(ObjectIdentifier(parameter)).inserted,
                    "\(Self.self): the parameter '\(name)' is in two groups")
            }
            require(
                group.learningRate == nil || rate > 0,
                "\(Self.self): a group has its own learning rate, so the optimizer's, \(rate), must be positive"
            )
            return Group(
                members, ownRate: group.learningRate, otherwise: rate,
                weightDecay: group.weightDecay ?? weightDecay, dtype)
        }
        let rest = parameters.filter { !taken.contains(ObjectIdentifier($0.parameter)) }
        return rest.isEmpty
            ? own : own + [Group(rest, ownRate: nil, otherwise: rate, weightDecay: weightDecay, dtype)]
    }

    func requireNonnegative(_ number: Double, _ what: String) {
        require(number >= 0, "\(type(of: self)): the \(what) \(number) is negative")
    }

    /// Decay rates of moving averages.
    func requireShare(_ number: Double, _ what: String) {
        require((0..<1).contains(number), "\(type(of: self)): the \(what) \(number) is not in 0..<1")
    }
}
