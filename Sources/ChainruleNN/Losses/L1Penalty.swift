import Chainrule

/// strength·Σ|w| over the weights of a module, its parameters with two or more axes: most of them become 0.
///
/// Biases and scales, which are vectors, are left out, as is common. Pass an array of parameters to choose others.
///
/// Source: Tibshirani, "Regression shrinkage and selection via the lasso", 1996.
public func l1Penalty(of module: some Module, strength: Double) -> Tensor {
    l1Penalty(of: penalizedWeights(of: module, "l1Penalty"), strength: strength)
}

/// strength·Σ|w| over the elements of all `parameters`; the gradient at 0 is 0.
public func l1Penalty(of parameters: [Parameter], strength: Double) -> Tensor {
    require(!parameters.isEmpty, "l1Penalty: there are no parameters")
    let sums = parameters.map { abs($0.value).sum() }
    return sums.dropFirst().reduce(sums[0], +) * strength
}

/// l1·Σ|w| + ½·l2·Σw² over the weights of a module, its parameters with two or more axes.
///
/// Source: Zou and Hastie, "Regularization and variable selection via the elastic net", 2005.
public func elasticNetPenalty(of module: some Module, l1: Double, l2: Double) -> Tensor {
    elasticNetPenalty(of: penalizedWeights(of: module, "elasticNetPenalty"), l1: l1, l2: l2)
}

/// l1·Σ|w| + ½·l2·Σw² over the elements of all `parameters`.
public func elasticNetPenalty(of parameters: [Parameter], l1: Double, l2: Double) -> Tensor {
    l1Penalty(of: parameters, strength: l1) + l2Penalty(of: parameters, strength: l2)
}

/// The parameters of a module with two or more axes.
func penalizedWeights(of module: some Module, _ penalty: String) -> [Parameter] {
    let weights = module.parameters().map(\.parameter).filter { $0.type.shape.rank >= 2 }
    require(!weights.isEmpty, "\(penalty): \(type(of: module)) has no weights of two or more axes")
    return weights
}
