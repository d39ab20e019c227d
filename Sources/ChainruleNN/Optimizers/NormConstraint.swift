import Chainrule

/// Scales down the weights of every unit of a module whose Euclidean norm is above `maximum`: the max-norm constraint.
///
/// Called after a step of the optimizer, also in a compiled step. A unit's weights are those of one output: the row
/// weight[output, ...] of a parameter with two or more axes. Biases are left unchanged.
///
/// ```swift
/// optimizer.update(gradients(of: loss, withRespectTo: model))
/// constrainNorms(of: model, to: 3)
/// ```
///
/// Source: Srebro and Shraibman, "Rank, trace-norm and max-norm", 2005; Srivastava et al., "Dropout", JMLR 15, 2014.
///
/// - Parameters:
///   - module: the module to constrain; frozen parameters are left unchanged.
///   - maximum: the largest norm.
/// - Precondition: `maximum` is positive.
public func constrainNorms(of module: some Module, to maximum: Double) {
    require(maximum > 0, "constrainNorms: the norm \(maximum) is not positive")
    let weights = module.parameters().map(\.parameter)
        .filter { $0.isTrainable && $0.type.shape.rank >= 2 }
    assign(
        weights.map { weight in
            let value = weight.value
            let axes = Axes(Array(1..<value.rank))
            let norms = sqrt((value * value).sum(axes: axes, keepDims: true))
            return (weight, value * select(maximum / norms, where: norms .> maximum, otherwise: 1))
        })
}
