import Chainrule
import ChainruleNN

/// A restricted Boltzmann machine (RBM): visible and hidden units with connections between the two layers only, which learns
/// the distribution of its inputs.
///
/// Visible units v are probabilities from 0 to 1. With W the weights, hidden units h are 1 with probability
/// sigmoid(W·v + c), or Gaussian with mean W·v + c and variance 1; visible units have the probability sigmoid(Wᵀ·h + b).
///
/// ```swift
/// let machine = RestrictedBoltzmannMachine(visible: 784, hidden: 500)
/// let optimizer = SGD(machine, learningRate: 0.1, momentum: 0.5)
/// let step = compile { (batch: Tensor) in
///     let (gradients, error) = machine.contrastiveDivergence(batch)
///     optimizer.update(gradients)
///     return error
/// }
/// ```
///
/// Source: Hinton, "Training products of experts by minimizing contrastive divergence", Neural Computation 14, 2002; with
/// Gaussian hidden units Welling, Rosen-Zvi and Hinton, "Exponential family harmoniums", 2004.
public struct RestrictedBoltzmannMachine: Module {
    /// What hidden units are.
    public enum HiddenUnits: Sendable {
        /// 0 or 1.
        case binary
        /// Real numbers with Gaussian noise of variance 1, as for the code layer of an autoencoder.
        case gaussian
    }

    /// W, `[hidden, visible]` as in `Linear`; at first normally distributed with standard deviation 0.1.
    public let weight: Parameter
    /// b, `[visible]`, and c, `[hidden]`; at first 0.
    public let visibleBias, hiddenBias: Parameter
    public let hiddenUnits: HiddenUnits

    /// - Parameters:
    ///   - visible: the number of visible units.
    ///   - hidden: the number of hidden units.
    ///   - hiddenUnits: what they are, binary by default.
    ///   - generator: the random generator of the initial weights.
    /// - Precondition: there are visible and hidden units.
    public init(
        visible: Int, hidden: Int, hiddenUnits: HiddenUnits = .binary, from generator: Generator = .current
    ) {
        require(
            visible > 0 && hidden > 0,
            "RestrictedBoltzmannMachine: needs visible and hidden units, got \(visible) and \(hidden)")
        weight = Parameter(.normal([hidden, visible], deviation: 0.1, from: generator))
        visibleBias = Parameter(.zeros([visible]))
        hiddenBias = Parameter(.zeros([hidden]))
        self.hiddenUnits = hiddenUnits
    }

    /// The probabilities of binary hidden units, or the means of Gaussian ones, `[N, hidden]`, for visible units
    /// `[N, visible]`.
    public func hidden(_ visible: Tensor) -> Tensor {
        let sums = matmul(visible, weight.value.transposed()) + hiddenBias.value
        return hiddenUnits == .binary ? sigmoid(sums) : sums
    }

    /// The probabilities of the visible units `[N, visible]` for hidden units `[N, hidden]`.
    public func visible(_ hidden: Tensor) -> Tensor {
        sigmoid(matmul(hidden, weight.value) + visibleBias.value)
    }

    /// Hidden units drawn at random, for their probabilities or means.
    private func drawn(_ hidden: Tensor) -> Tensor {
        switch hiddenUnits {
        case .binary: (Tensor.uniform(hidden.shape) .< hidden).cast(to: hidden.dtype)
        case .gaussian: hidden + .normal(hidden.shape)
        }
    }

    /// The gradients of one step of contrastive divergence (CD-1) for a batch of visible units `[N, visible]`, to be descended,
    /// and the squared error of their reconstruction, summed over the units and averaged over the batch.
    ///
    /// From data v₀ follow the hidden units' probabilities p₀ and states drawn from them, from these the reconstruction v₁,
    /// from that p₁. The gradient of W is −(p₀·v₀ − p₁·v₁), that of b is −(v₀ − v₁) and that of c −(p₀ − p₁), averaged over the
    /// batch.
    public func contrastiveDivergence(_ data: Tensor) -> (gradients: ParameterGradients, error: Tensor) {
        let count = Double(data.shape[0])
        let hiddenOfData = hidden(data)
        let reconstruction = visible(drawn(hiddenOfData))
        let hiddenAgain = hidden(reconstruction)
        let products =
            matmul(hiddenAgain.transposed(), reconstruction) - matmul(hiddenOfData.transposed(), data)
        let differences = reconstruction - data
        return (
            ParameterGradients(
                names: ["weight", "visibleBias", "hiddenBias"],
                parameters: [weight, visibleBias, hiddenBias],
                gradients: [
                    products / count, differences.mean(axes: [0]),
                    (hiddenAgain - hiddenOfData).mean(axes: [0]),
                ]),
            (differences * differences).sum() / count
        )
    }
}
