/// The window of a pooling, which slides over every plane of a tensor [N, C, spatial...] by itself.
package struct PoolingWindow: Sendable, Hashable, CustomStringConvertible {
    let kernel: [Int]
    let steps: WindowSteps
    /// Whether a last window that does not fit is kept; see `WindowAxis.roundsUp`.
    let ceilMode: Bool

    /// - Parameter stride: that of the windows; nil puts them side by side.
    init(
        kernel: PerAxis, stride: PerAxis?, padding: PerAxis, dilation: PerAxis = 1, ceilMode: Bool,
        for x: Tensor
    ) {
        self.kernel = kernel.resolved(for: x)
        self.ceilMode = ceilMode
        steps = WindowSteps(
            stride: (stride ?? kernel).resolved(for: x), padding: padding.resolved(for: x),
            dilation: dilation.resolved(for: x))
    }

    package init(
        _ kernel: [Int], _ stride: [Int], _ padding: [Int], _ dilation: [Int], ceilMode: Bool = false
    ) {
        self.kernel = kernel
        self.ceilMode = ceilMode
        steps = WindowSteps(stride: stride, padding: padding, dilation: dilation)
    }

    package var description: String {
        "kernel \(kernel.asProduct), \(steps)" + (ceilMode ? ", rounded up" : "")
    }

    /// Why the window cannot slide over `input`; nil if it can.
    func problem(input: Shape) -> String? {
        if let problem = steps.problem(input: input, kernel: kernel, roundsUp: ceilMode) { return problem }
        for (number, axis) in over(input).axes.enumerated() where axis.hasEmptyWindow {
            return "padding \(steps.padding) makes windows of \(kernel.asProduct) that contain only padding "
                + "along axis \(number + 2) of input \(input)"
        }
        return nil
    }

    /// Why the gradient of an output does not belong to `input`; nil if it does.
    func problem(input: Shape, output: Shape) -> String? {
        if let problem = problem(input: input) { return problem }
        let expected = self.output(of: input)
        if output == expected { return nil }
        return "input \(input) makes an output \(expected), but its gradient is \(output)"
    }

    func output(of input: Shape) -> Shape { Shape(input.prefix(2) + over(input).outputSizes) }

    func over(_ input: Shape) -> SlidingWindow {
        SlidingWindow(input: input, kernel: kernel, steps: steps, roundsUp: ceilMode)
    }
}
