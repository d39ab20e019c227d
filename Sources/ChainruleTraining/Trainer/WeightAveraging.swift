import Chainrule
import ChainruleNN

/// Which average of its weights a model is validated and saved with, while the latest weights are trained further.
///
/// Parameters are averaged, and buffers such as the running statistics of batch normalization.
public enum WeightAveraging: Sendable, Equatable {
    /// An exponential moving average (EMA): after every update, average = `decay`·average + (1 − `decay`)·weights. It
    /// starts with the weights of the first update.
    ///
    /// Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992, in the form of
    /// PyTorch's `get_ema_avg_fn`.
    case exponential(decay: Double)

    /// Stochastic weight averaging (SWA): the mean of the weights after every epoch from `epoch`, counted from 1, on;
    /// until then there is no average.
    ///
    /// Source: Izmailov et al., "Averaging weights leads to wider optima and better generalization", UAI 2018, except that
    /// running statistics are averaged, not measured again.
    case stochastic(fromEpoch: Int)

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
