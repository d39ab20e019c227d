import Chainrule

/// Adam with decoupled weight decay: w is first multiplied by
/// 1 − `learningRate`·`weightDecay`.
///
/// Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, in the form that
/// PyTorch gives it.
open class AdamW: Adam {
    /// - Precondition: no argument is negative, and the betas are below 1.
    public override init(
        _ module: some Module, learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-8, weightDecay: Double = 0.01, amsgrad: Bool = false,
        groups: [ParameterGroup] = []
    ) {
        super.init(
            module, learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
            weightDecay: weightDecay, amsgrad: amsgrad, groups: groups)
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        step.decayWeights()
        return super.step(&step)
    }
}
