/// The sum of the elements under each window, divided: its gradient hands each of them an equal share.
struct AveragePool: RealPrimitive {
    static let name = "average-pool"
    let window: PoolingWindow
    let divisor: PoolingDivisor
    var attributes: String { "\(window)\(divisor.note)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        if let problem = window.problem(input: inputs[0].shape) { throw mismatch(inputs, problem) }
        return TensorType(window.output(of: inputs[0].shape), inputs[0].dtype)
    }

    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        window.averages(inputs[0], divisor: divisor, T.self)
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let gradient = AveragePoolGradient(window: window, divisor: divisor, input: inputs[0].shape)
        return [.apply(gradient, upstream)]
    }

    static var samples: [PrimitiveSample] {
        PoolingWindow.undilatedSamples.flatMap { window, input in
            PoolingDivisor.samples.map {
                PrimitiveSample(AveragePool(window: window, divisor: $0), .real(input))
            }
        }
    }
}

/// The mean of the elements under a window that slides over 1 to 3 spatial axes.
///
/// The output's size along an axis is ⌊(size + 2·padding − kernel) / stride⌋ + 1; with `ceilMode` it is rounded up, except
/// for a window that would start behind the input's last element. What lies behind the padding never counts as elements.
///
/// - Parameters:
///   - x: a tensor [N, C, spatial...].
///   - kernel: the window's size.
///   - stride: the distance of neighboring windows; the window's size if left out.
///   - padding: the zeros put before and after each axis.
///   - ceilMode: whether there is a last window for elements that the others leave over.
///   - countsPadding: whether these zeros count as elements, or the mean is of the input's own alone.
///   - divisor: what every sum is divided by instead of the number of elements, as PyTorch's `divisor_override`; 1 makes sums.
/// - Returns: a tensor [N, C, spatial...].
/// - Precondition: every window lies within the padded input and not on padding alone; the divisor is positive.
public func averagePool(
    _ x: Tensor, kernel: some PerAxisConvertible, stride: (some PerAxisConvertible)? = PerAxis?.none,
    padding: some PerAxisConvertible = 0, ceilMode: Bool = false,
    countIncludesPadding countsPadding: Bool = true, divisor: Int? = nil
) -> Tensor {
    require(divisor.map { $0 > 0 } ?? true, "averagePool: the divisor \(divisor ?? 0) is not positive")
    let window = PoolingWindow(
        kernel: kernel.perAxis, stride: stride?.perAxis, padding: padding.perAxis,
        ceilMode: ceilMode, for: x)
    let count: PoolingDivisor = countsPadding ? .places : .elements
    return .apply(AveragePool(window: window, divisor: divisor.map { .number($0) } ?? count), x)
}
