import Chainrule

/// A rule that changes parameters so that a loss becomes smaller.
public protocol Optimizer: AnyObject {
    /// The length of the steps; may be changed between them.
    var learningRate: Double { get set }

    /// Makes one step.
    ///
    /// - Precondition: the gradients are of parameters that the optimizer was made for.
    func update(_ gradients: ParameterGradients)
}
