import Chainrule

/// ½·strength·Σw² over the weights of a module: its parameters with two or more axes.
///
/// Biases and scales, which are vectors, are left out, as is common. Pass an array of parameters to choose others.
public func l2Penalty(of module: some Module, strength: Double) -> Tensor {
    l2Penalty(of: penalizedWeights(of: module, "l2Penalty"), strength: strength)
}

/// ½·strength·Σw² over the elements of all `parameters`.
public func l2Penalty(of parameters: [Parameter], strength: Double) -> Tensor {
    require(!parameters.isEmpty, "l2Penalty: there are no parameters")
    let squares = parameters.map { ($0.value * $0.value).sum() }
    return squares.dropFirst().reduce(squares[0], +) * (0.5 * strength)
}
