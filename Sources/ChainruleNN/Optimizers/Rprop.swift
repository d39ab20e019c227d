import Chainrule

/// Rprop: every element has a step size of its own, which grows while the gradient keeps its sign and shrinks when it
/// changes. Only signs of gradients count, so it is made for gradients of all the data and not of batches.
///
/// The step size, `learningRate` at first, is multiplied by `increase` where the gradient has the sign of the one before, and by
/// `decrease` where it has the opposite one, and kept within `stepSizes`; w −= stepSize·sign(gradient). After a change of sign
/// no step is made, and the gradient counts as 0 in the next.
///
/// Source: Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm", 1993, in
/// the form that PyTorch gives it.
open class Rprop: Optimizer {
    /// The factor of a step size after a change of sign.
    public let decrease: Double
    /// The factor of a step size without one.
    public let increase: Double
    /// The bounds of the step sizes.
    public let stepSizes: ClosedRange<Double>

    /// - Precondition: 0 < `decrease` < 1 < `increase`, and step sizes are positive.
    public init(
        _ module: some Module, learningRate: Double = 0.01, decrease: Double = 0.5, increase: Double = 1.2,
        stepSizes: ClosedRange<Double> = 1e-6...50, groups: [ParameterGroup] = []
    ) {
        self.decrease = decrease
        self.increase = increase
        self.stepSizes = stepSizes
        super.init(
            module, learningRate: learningRate, groups: groups, state: ["previous gradient", "step size"])
        require(
            0 < decrease && decrease < 1 && increase > 1 && stepSizes.lowerBound > 0,
            "\(type(of: self)): needs 0 < decrease < 1 < increase and positive step sizes, got \(decrease), "
                + "\(increase) and \(stepSizes)")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        let agreement = step["previous gradient"] * step.gradient
        // A step size is never 0 but before the first step.
        let before = select(
            step.learningRate, where: step["step size"] .== 0, otherwise: step["step size"])
        let factor = select(
            increase, where: agreement .> 0,
            otherwise: select(decrease, where: agreement .< 0, otherwise: before * 0 + 1))
        let size = clip(before * factor, stepSizes.lowerBound, stepSizes.upperBound)
        let gradient = select(0, where: agreement .< 0, otherwise: step.gradient)
        step["step size"] = size
        step["previous gradient"] = gradient
        return step.value - sign(gradient) * size
    }
}
