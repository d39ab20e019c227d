import Chainrule
import ChainruleNN

/// The average of a training's weights, with the moments at which weights are taken into it.
struct AverageWeights {
    let averaging: WeightAveraging
    private let average: WeightAverage

    init(_ averaging: WeightAveraging, of model: any Module) {
        self.averaging = averaging
        average = WeightAverage(of: model, averaging.kind)
    }

    /// Takes the weights in that an update has made; in a traced step, as a part of it.
    func stepEnds(if condition: Tensor? = nil) {
        if case .exponential = averaging { average.update(if: condition) }
    }

    /// Takes the weights in that an epoch, counted from 1, has ended with.
    func epochEnds(_ epoch: Int) {
        if case .stochastic(let first) = averaging, epoch >= first { average.update() }
    }

    /// The average by the names of the weights; nil before there is one.
    var weights: Weights? { average.updateCount == 0 ? nil : average.averagedState() }

    // MARK: - Checkpoints

    /// All that the model is validated with, and what averaging is resumed from.
    var state: Weights { average.averagedState().merging(average.stateDictionary()) { $1 } }

    /// The average in a state; nil before there is one.
    static func weights(in state: Weights) -> Weights? {
        guard let count = state[WeightAverage.countName], count.item() > 0 else { return nil }
        return state.filter { $0.key != WeightAverage.countName }
    }

    /// Whether a state has all that is averaged here, in the same types.
    func fits(_ state: Weights) -> Bool { state.mapValues(\.type) == self.state.mapValues(\.type) }

    /// - Precondition: it fits.
    func load(_ state: Weights) {
        let names = average.stateDictionary().keys
        do {
            try average.load(state.filter { names.contains($0.key) })
        } catch {
            fatalError("AverageWeights: \(error)")
        }
    }
}
