import Chainrule

/// Which average of its weights a model is validated and saved with, while training goes on with the latest.
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
    /// Source: Izmailov et al., "Averaging weights leads to wider optima and better generalization", UAI 2018, but for
    /// the running statistics, which are averaged here and not measured again.
    case stochastic(fromEpoch: Int)

    /// The share of the newest weights in an average that was made of so many before.
    func share(after count: Tensor) -> Tensor {
        switch self {
        case .exponential(let decay): select(Tensor(1 - decay), where: count .> 0, otherwise: Tensor(1))
        case .stochastic: 1 / (count + 1)
        }
    }

    func check() {
        switch self {
        case .exponential(let decay):
            require((0..<1).contains(decay), "WeightAveraging: the decay \(decay) is not in 0..<1")
        case .stochastic(let epoch):
            require(epoch >= 1, "WeightAveraging: epoch \(epoch) is none, they are counted from 1")
        }
    }
}
