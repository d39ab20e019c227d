import Chainrule

/// Adam with a weight decay that stays out of the averages: w is first multiplied by
/// 1 − `learningRate`·`weightDecay`.
///
/// Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, in the form that
/// PyTorch gives it.
public final class AdamW: Adam {
    public override var decaysGradients: Bool { false }

    /// - Precondition: no number is negative, and the betas are below 1.
    public override init(
        _ module: some Module, learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-8, weightDecay: Double = 0.01
    ) {
        super.init(
            module, learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
            weightDecay: weightDecay)
    }

    public override func scalars(_ rate: Tensor, _ shared: inout [Tensor]) -> [Tensor] {
        super.scalars(rate, &shared) + [1 - rate * weightDecay]
    }

    public override func step(
        _ value: Tensor, _ gradient: Tensor, _ state: inout [Tensor], _ scalars: [Tensor]
    ) -> Tensor {
        super.step(value * scalars[2], gradient, &state, scalars)
    }
}
