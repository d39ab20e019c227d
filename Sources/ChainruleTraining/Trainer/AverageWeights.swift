import Chainrule
import ChainruleNN

/// The average of a run's weights, and when it is updated.
final class AverageWeights {
    let averaging: WeightAveraging
    private let average: WeightAverage
    /// The buffers that were measured for averaged parameters; none if buffers are averaged.
    private var measuredBuffers: Weights = [:]

    init(_ averaging: WeightAveraging, of model: any Module) {
        self.averaging = averaging
        average = WeightAverage(of: model, averaging.kind, buffers: averaging.averagesBuffers)
    }

    /// Adds the weights after an update; part of the traced step.
    func stepEnds(if condition: Tensor? = nil) {
        if case .exponential = averaging { average.update(if: condition) }
    }

    /// Adds the weights at the end of an epoch, counted from 1.
    ///
    /// - Parameter measureBuffers: returns the buffers, by name, for averaged weights.
    func epochEnds(_ epoch: Int, measureBuffers: (Weights) throws -> Weights) rethrows {
        guard case .stochastic(let first) = averaging, epoch >= first else { return }
        average.update()
        measuredBuffers = try measureBuffers(average.averagedState())
    }

    /// The average by the names of the weights; nil before there is one.
    var weights: Weights? { average.updateCount == 0 ? nil : allWeights }

    private var allWeights: Weights { average.averagedState().merging(measuredBuffers) { $1 } }

    // MARK: - Checkpoints

    /// The weights that the model is validated with, and what is needed to resume averaging.
    var state: Weights { allWeights.merging(average.stateDictionary()) { $1 } }

    /// The average in a state; nil before there is one.
    static func weights(in state: Weights) -> Weights? {
        guard let count = state[WeightAverage.countName], count.item() > 0 else { return nil }
        return state.filter { $0.key != WeightAverage.countName }
    }

    /// Whether a state has the same names and types.
    func fits(_ state: Weights) -> Bool { state.mapValues(\.type) == self.state.mapValues(\.type) }

    /// - Precondition: it fits.
    func load(_ state: Weights) {
        let names = average.stateDictionary().keys
        do {
            try average.load(state.filter { names.contains($0.key) })
        } catch {
            fatalError("AverageWeights: \(error)")
        }
        let isMeasured = !averaging.averagesBuffers && average.updateCount > 0
        measuredBuffers = isMeasured ? state.filter { !names.contains($0.key) } : [:]
    }
}
