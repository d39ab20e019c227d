/// How the channels and places of a convolution's input, weight and output belong together.
///
/// A tensor [N, C, spatial...] is a row of N·C planes and a weight [O, C / groups, kernel...] a row of O·C /
/// groups kernels. Each kernel connects one input channel with one output channel of the same group.
struct ConvolutionGeometry: Sendable {
    let batch: Int
    let groups: Int
    /// Channels of one group.
    let inputChannels: Int
    /// Channels of one group.
    let outputChannels: Int
    let window: SlidingWindow

    /// - Precondition: `ConvolutionSettings.problem(input:weight:)` found none.
    init(input: Shape, weight: Shape, _ settings: ConvolutionSettings) {
        batch = input[0]
        groups = settings.groups
        inputChannels = weight[1]
        outputChannels = weight[0] / groups
        window = SlidingWindow(input: input, kernel: Array(weight.dropFirst(2)), steps: settings.steps)
    }

    var output: Shape { Shape([batch, groups * outputChannels] + window.outputSizes) }
    var inputPlanes: Int { batch * groups * inputChannels }
    var outputPlanes: Int { batch * groups * outputChannels }
    var kernels: Int { groups * outputChannels * inputChannels }

    /// The input planes that an output plane sums over, and the kernels they are seen through.
    @inline(__always)
    func forEachInput(of outputPlane: Int, _ visit: (_ inputPlane: Int, _ kernel: Int) -> Void) {
        let (example, output) = outputPlane.quotientAndRemainder(dividingBy: groups * outputChannels)
        let first = (example * groups + output / outputChannels) * inputChannels
        for input in 0..<inputChannels { visit(first + input, output * inputChannels + input) }
    }

    /// The output planes that an input plane goes into, and the kernels it is seen through.
    @inline(__always)
    func forEachOutput(of inputPlane: Int, _ visit: (_ outputPlane: Int, _ kernel: Int) -> Void) {
        let (example, channel) = inputPlane.quotientAndRemainder(dividingBy: groups * inputChannels)
        let (group, input) = channel.quotientAndRemainder(dividingBy: inputChannels)
        for output in group * outputChannels..<(group + 1) * outputChannels {
            visit(example * groups * outputChannels + output, output * inputChannels + input)
        }
    }

    /// The pairs of planes, one in each example, that a kernel connects.
    @inline(__always)
    func forEachPair(of kernel: Int, _ visit: (_ inputPlane: Int, _ outputPlane: Int) -> Void) {
        let (output, input) = kernel.quotientAndRemainder(dividingBy: inputChannels)
        let channel = output / outputChannels * inputChannels + input
        for example in 0..<batch {
            visit(example * groups * inputChannels + channel, example * groups * outputChannels + output)
        }
    }
}

/// The settings of a convolution.
package struct ConvolutionSettings: Sendable, Hashable, CustomStringConvertible {
    let steps: WindowSteps
    let groups: Int

    package init(steps: WindowSteps, groups: Int) {
        self.steps = steps
        self.groups = groups
    }

    package var description: String { groups == 1 ? "\(steps)" : "\(steps), groups \(groups)" }

    /// Why `weight` cannot be applied to `input`; nil if it can.
    func problem(input: Shape, weight: Shape) -> String? {
        if weight.rank != input.rank || weight.rank < 3 {
            return "needs an input [N, C, spatial...] and a weight [O, C / groups, kernel...] of as many "
                + "axes, got \(input) and \(weight)"
        }
        if groups < 1 { return "groups must be at least 1, got \(groups)" }
        if weight[0] % groups != 0 {
            return "the \(weight[0]) output channels (axis 0 of weight \(weight)) do not divide into "
                + "\(groups) groups"
        }
        let (product, overflows) = weight[1].multipliedReportingOverflow(by: groups)
        if overflows || product != input[1] {
            return "input \(input) has \(input[1]) channels on axis 1, but weight \(weight) with "
                + "\(groups == 1 ? "1 group" : "\(groups) groups") takes \(weight[1])·\(groups)"
        }
        return steps.problem(input: input, kernel: Array(weight.dropFirst(2)))
    }
}
