import ChainruleNN

/// An optimizer by its name, with its defaults but for what hyperparameters say.
public enum OptimizerKind: String, Sendable, Codable, CaseIterable {
    case sgd, nesterov, adagrad, rmsprop, adam, adamw

    package func make(for model: any Layer, with chosen: Hyperparameters) -> Optimizer {
        let rate = chosen.learningRate
        return switch self {
        case .sgd: SGD(model, learningRate: rate, momentum: chosen.momentum)
        case .nesterov: SGD(model, learningRate: rate, momentum: chosen.momentum, nesterov: true)
        case .adagrad: Adagrad(model, learningRate: rate)
        case .rmsprop: RMSProp(model, learningRate: rate)
        case .adam: Adam(model, learningRate: rate)
        case .adamw: AdamW(model, learningRate: rate)
        }
    }
}
