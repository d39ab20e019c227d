/// The mean over all spatial axes of `x` [N, C, spatial...], which stay with size one.
///
/// - Precondition: there is a spatial axis.
public func globalAveragePool(_ x: Tensor) -> Tensor {
    x.mean(axes: spatialAxes(of: x, "globalAveragePool"), keepDims: true)
}

/// The largest element over all spatial axes of `x` [N, C, spatial...], which stay with size one.
///
/// The gradient goes to the largest element, in equal shares if there are several.
///
/// - Precondition: there is a spatial axis.
public func globalMaxPool(_ x: Tensor) -> Tensor {
    x.max(axes: spatialAxes(of: x, "globalMaxPool"), keepDims: true)
}

private func spatialAxes(of x: Tensor, _ operation: String) -> Axes {
    require(x.rank > 2, "\(operation)(\(x.type)): needs an input [N, C, spatial...]")
    return Axes(Array(2..<x.rank))
}
