/// The largest element under each window: routes the upstream gradient to it, the first of several.
package struct MaxPool: PiecewisePrimitive {
    package static let name = "max-pool"
    let window: PoolingWindow

    package init(window: PoolingWindow) {
        self.window = window
    }

    package var attributes: String { "\(window)" }

    package func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        if let problem = window.problem(input: inputs[0].shape) { throw mismatch(inputs, problem) }
        return TensorType(window.output(of: inputs[0].shape), inputs[0].dtype)
    }

    package func forward(_ inputs: [NDArray]) -> NDArray {
        // The largest elements of x are x's elements at the places of its largest elements.
        MaxPoolSelect(window: window).forward([inputs[0], inputs[0]])
    }

    package func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [.apply(MaxPoolGradient(window: window), upstream, inputs[0])]
    }

    package func pieces(_ inputs: [NDArray]) -> NDArray { window.winners(inputs[0]) }

    package static var samples: [PrimitiveSample] {
        PoolingWindow.samples.map { PrimitiveSample(MaxPool(window: $0), .real($1)) }
    }
}

extension PoolingWindow {
    /// What the poolings are tried on: window and shape of the input.
    package static var samples: [(PoolingWindow, Shape)] {
        let dilated: [(PoolingWindow, Shape)] = [
            (PoolingWindow([2], [1], [1], [2]), [2, 1, 6]),
            (PoolingWindow([3, 2], [2, 1], [1, 0], [2, 3]), [1, 2, 7, 5]),
        ]
        return undilatedSamples + dilated
    }

    static var undilatedSamples: [(PoolingWindow, Shape)] {
        [
            (PoolingWindow([2], [2], [0], [1]), [2, 2, 5]),
            (PoolingWindow([3, 2], [1, 2], [1, 1], [1, 1]), [1, 2, 4, 5]),
            (PoolingWindow([1, 1], [1, 1], [0, 0], [1, 1]), [1, 1, 1, 1]),
            (PoolingWindow([2, 2, 2], [1, 2, 1], [0, 1, 0], [1, 1, 1]), [1, 1, 3, 3, 3]),
            (PoolingWindow([2, 2], [2, 2], [0, 0], [1, 1]), [0, 2, 4, 4]),
            (PoolingWindow([3, 2], [2, 3], [1, 0], [1, 1], ceilMode: true), [1, 2, 4, 6]),
            (PoolingWindow([2, 3, 2], [2, 2, 3], [1, 1, 0], [1, 1, 1], ceilMode: true), [1, 2, 4, 3, 4]),
        ]
    }
}

/// The largest element under a window that slides over 1 to 3 spatial axes.
///
/// Padding never wins, NaN always does. The gradient goes to the largest element; among equal ones, to the
/// first in row-major order. The output's size along an axis is
/// ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1; with `ceilMode` it is rounded up, except for a
/// window that would start behind the input's last element.
///
/// - Parameters:
///   - x: a tensor [N, C, spatial...].
///   - kernel: the window's size.
///   - stride: the distance of neighboring windows; the window's size if left out.
///   - padding: the places put before and after each axis.
///   - dilation: the distance of neighboring elements of a window.
///   - ceilMode: whether there is a last window for elements that the others leave over.
/// - Returns: a tensor [N, C, spatial...].
/// - Precondition: every window lies within the padded input and not on padding alone.
public func maxPool(
    _ x: Tensor, kernel: some PerAxisConvertible, stride: (some PerAxisConvertible)? = PerAxis?.none,
    padding: some PerAxisConvertible = 0, dilation: some PerAxisConvertible = 1, ceilMode: Bool = false
) -> Tensor {
    let window = PoolingWindow(
        kernel: kernel.perAxis, stride: stride?.perAxis, padding: padding.perAxis, dilation: dilation.perAxis,
        ceilMode: ceilMode, for: x)
    return .apply(MaxPool(window: window), x)
}
