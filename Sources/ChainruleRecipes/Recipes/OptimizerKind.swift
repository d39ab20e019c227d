import ChainruleNN

/// An optimizer by its name, with its defaults but for what hyperparameters say.
public enum OptimizerKind: String, Sendable, Codable, CaseIterable {
    case sgd, nesterov, adagrad, adadelta, rmsprop, adam, amsgrad, adamax, nadam, radam, adamw, lion, lamb,
        lars
    case adafactor, muon, rprop

    package func make(for model: any Layer, with chosen: Hyperparameters) -> Optimizer {
        let (rate, momentum) = (chosen.learningRate, chosen.momentum)
        return switch self {
        case .sgd: SGD(model, learningRate: rate, momentum: momentum)
        case .nesterov: SGD(model, learningRate: rate, momentum: momentum, nesterov: true)
        case .adagrad: Adagrad(model, learningRate: rate)
        case .adadelta: Adadelta(model, learningRate: rate)
        case .rmsprop: RMSProp(model, learningRate: rate)
        case .adam: Adam(model, learningRate: rate)
        case .amsgrad: Adam(model, learningRate: rate, amsgrad: true)
        case .adamax: Adamax(model, learningRate: rate)
        case .nadam: NAdam(model, learningRate: rate)
        case .radam: RAdam(model, learningRate: rate)
        case .adamw: AdamW(model, learningRate: rate)
        case .lion: Lion(model, learningRate: rate)
        case .lamb: LAMB(model, learningRate: rate)
        case .lars: LARS(model, learningRate: rate, momentum: momentum)
        case .adafactor: Adafactor(model, learningRate: rate)
        case .muon: Muon(model, learningRate: rate, momentum: momentum)
        case .rprop: Rprop(model, learningRate: rate)
        }
    }
}
