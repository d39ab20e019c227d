import Chainrule

/// Parameters of a module with their own learning rate or weight decay.
///
/// ```swift
/// let optimizer = SGD(
///     model, learningRate: 0.1, weightDecay: 1e-4,
///     groups: [
///         ParameterGroup("features", learningRate: 0.01),
///         ParameterGroup("classifier.bias", weightDecay: 0),
///     ])
/// ```
///
/// Parameters that no group selects use the optimizer's values; no parameter may be in two groups.
public struct ParameterGroup {
    /// The learning rate before a schedule changes it; nil for the optimizer's.
    public let learningRate: Double?
    /// The weight decay; nil for the optimizer's.
    public let weightDecay: Double?

    private let select: ([Member], _ what: String) -> [Member]

    /// A parameter with its dotted name.
    typealias Member = (name: String, parameter: Parameter)

    /// The parameters called `prefix`, or whose dotted names begin with `prefix` and a dot.
    ///
    /// - Parameters:
    ///   - prefix: the name of a parameter or of a module, as in `features` or `features.0.weight`.
    ///   - learningRate: the group's learning rate; nil for the optimizer's.
    ///   - weightDecay: the group's weight decay; nil for the optimizer's.
    /// - Precondition: no argument is negative, and the optimizer's module has such parameters.
    public init(_ prefix: String, learningRate: Double? = nil, weightDecay: Double? = nil) {
        self.init(learningRate, weightDecay) { $0.below(prefix, for: "\($1): ParameterGroup") }
    }

    /// The parameters that satisfy a condition.
    ///
    /// - Parameters:
    ///   - isIncluded: whether a parameter belongs to the group, by its dotted name and itself.
    ///   - learningRate: the group's learning rate; nil for the optimizer's.
    ///   - weightDecay: the group's weight decay; nil for the optimizer's.
    /// - Precondition: no argument is negative.
    public init(
        where isIncluded: @escaping (_ name: String, _ parameter: Parameter) -> Bool,
        learningRate: Double? = nil, weightDecay: Double? = nil
    ) {
        self.init(learningRate, weightDecay) { members, _ in
            members.filter { isIncluded($0.name, $0.parameter) }
        }
    }

    private init(
        _ learningRate: Double?, _ weightDecay: Double?, _ select: @escaping ([Member], String) -> [Member]
    ) {
        for (number, what) in [(learningRate, "learning rate"), (weightDecay, "weight decay")] {
            require((number ?? 0) >= 0, "ParameterGroup: the \(what) \(number ?? 0) is negative")
        }
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.select = select
    }

    /// The members of the group; `what` names the caller in messages.
    func members(of parameters: [Member], for what: String) -> [Member] { select(parameters, what) }
}
