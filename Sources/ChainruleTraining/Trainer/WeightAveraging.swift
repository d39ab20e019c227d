import Chainrule
import ChainruleNN

/// Which average of its weights a model is validated and saved with, while the latest weights are trained further.
public enum WeightAveraging: Sendable, Equatable {
    /// An exponential moving average (EMA): after every update, average = `decay`·average + (1 − `decay`)·weights. It
    /// starts with the weights of the first update. Buffers such as the running statistics of batch normalization are
    /// averaged like parameters, as timm's `ModelEmaV3` and PyTorch's `AveragedModel` with `use_buffers=True` do.
    ///
    /// Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992, in the form of
    /// PyTorch's `get_ema_avg_fn`.
    case exponential(decay: Double)

    /// Stochastic weight averaging (SWA): the mean of the weights after every epoch from `epoch`, counted from 1, on;
    /// until then there is no average. Running statistics are measured again for the averaged parameters: if the model has
    /// buffers, each of these epochs ends with another forward pass over the training set.
    ///
    /// Source: Izmailov et al., "Averaging weights leads to wider optima and better generalization", UAI 2018; as
    /// PyTorch's `AveragedModel` followed by `update_bn`.
    case stochastic(fromEpoch: Int)

    var averagesBuffers: Bool { if case .exponential = self { true } else { false } }

    /// - Precondition: the decay is in 0..<1, or the epoch at least 1.
    var kind: WeightAverage.Kind {
        switch self {
        case .exponential(let decay): return .exponential(decay: decay)
        case .stochastic(let epoch):
            require(epoch >= 1, "WeightAveraging: the epoch is \(epoch), expected at least 1")
            return .equal
        }
    }
}
