/// The mean over all spatial axes of `x` [N, C, spatial...], which stay with size one.
///
/// - Precondition: there is a spatial axis.
public func globalAveragePool(_ x: Tensor) -> Tensor {
    x.mean(axes: spatialAxes(of: x, "globalAveragePool"), keepDims: true)
}

/// The largest element over all spatial axes of `x` [N, C, spatial...], which stay with size one.
///
/// The gradient goes to the largest element; among equal ones, to the first in row-major order.
///
/// - Precondition: there is a spatial axis.
public func globalMaxPool(_ x: Tensor) -> Tensor {
    _ = spatialAxes(of: x, "globalMaxPool")
    return maxPool(x, kernel: PerAxis(Array(x.shape.dropFirst(2))))
}

private func spatialAxes(of x: Tensor, _ operation: String) -> Axes {
    require(x.rank > 2, "\(operation)(\(x.type)): needs an input [N, C, spatial...]")
    return Axes(Array(2..<x.rank))
}
