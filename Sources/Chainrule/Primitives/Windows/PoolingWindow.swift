/// The window of a pooling, which slides over every plane of a tensor [N, C, spatial...] by itself.
package struct PoolingWindow: Sendable, Hashable, CustomStringConvertible {
    let kernel: [Int]
    let steps: WindowSteps

    /// - Parameter stride: that of the windows; nil puts them side by side.
    init(
        kernel: PerAxis, stride: PerAxis?, padding: PerAxis, dilation: PerAxis = 1, for x: Tensor
    ) {
        self.kernel = kernel.resolved(for: x)
        steps = WindowSteps(
            stride: (stride ?? kernel).resolved(for: x), padding: padding.resolved(for: x),
            dilation: dilation.resolved(for: x))
    }

    package init(_ kernel: [Int], _ stride: [Int], _ padding: [Int], _ dilation: [Int]) {
        self.kernel = kernel
        steps = WindowSteps(stride: stride, padding: padding, dilation: dilation)
    }

    package var description: String { "kernel \(kernel.asProduct), \(steps)" }

    /// Why the window cannot slide over `input`; nil if it can.
    func problem(input: Shape) -> String? {
        if let problem = steps.problem(input: input, kernel: kernel) { return problem }
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
        SlidingWindow(input: input, kernel: kernel, steps: steps)
    }
}
