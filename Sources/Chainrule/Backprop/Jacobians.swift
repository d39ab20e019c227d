// Derivatives of vector-valued functions, all built on `gradients`.

/// The Jacobian ∂fᵢ/∂xⱼ of `function` at `x`, in the shape of the output followed by the shape of `x`.
///
/// Takes one backward pass per element of the output.
///
/// - Complexity: one backward pass for each element of the output.
public func jacobian(of function: (Tensor) -> Tensor, at x: Tensor) -> Tensor {
    let output = function(x)
    let count = output.shape.elementCount
    let units = Tensor.identity(count, dtype: output.dtype)
    let rows = (0..<count).map { row in
        gradients(
            of: output, withRespectTo: x, upstream: units[row].reshaped(to: output.shape), unused: .zeros)
    }
    let shape = Shape(Array(output.shape) + Array(x.shape))
    return rows.isEmpty ? .zeros(shape, dtype: x.dtype) : stack(rows).reshaped(to: shape)
}

/// vᵀJ: the gradient at `x` when `upstream` (v, in the output's shape) arrives at the output.
public func vectorJacobianProduct(
    of function: (Tensor) -> Tensor, at x: Tensor, upstream: Tensor
) -> Tensor {
    gradients(of: function(x), withRespectTo: x, upstream: upstream, unused: .zeros)
}

/// J·u: how the output changes when `x` moves along `direction` (u, in the shape of `x`).
///
/// vᵀJ is linear in v, and the gradient of (vᵀJ)·u with respect to v is J·u: two backward passes make a
/// forward one.
public func jacobianVectorProduct(
    of function: (Tensor) -> Tensor, at x: Tensor, direction: Tensor
) -> Tensor {
    let output = function(x)
    let v = Tensor(NDArray(repeating: 0, output.shape, output.dtype))
    let pullback = gradients(of: output, withRespectTo: x, upstream: v, unused: .zeros)
    return gradients(of: pullback, withRespectTo: v, upstream: direction, unused: .zeros)
}

/// H·u: how the gradient of a scalar function changes when `x` moves along `direction`.
///
/// - Complexity: about twice the cost of the gradient, whatever the number of elements.
public func hessianVectorProduct(
    of function: (Tensor) -> Tensor, at x: Tensor, direction: Tensor
) -> Tensor {
    let gradient = gradients(of: function(x), withRespectTo: x, unused: .zeros)
    return gradients(of: gradient, withRespectTo: x, upstream: direction, unused: .zeros)
}
