import Chainrule
import ChainruleNN

/// The average of the weights that a training comes by, made where the weights are updated.
final class AverageWeights {
    let averaging: WeightAveraging
    private let members: [(name: String, variable: Variable, average: Variable)]
    private let count = Variable(Tensor(0), name: "averaged weights")

    private static let countName = "averaged"

    init(_ averaging: WeightAveraging, of model: any Module) {
        averaging.check()
        self.averaging = averaging
        let variables: [(String, Variable)] =
            model.parameters().map { ($0.name, $0.parameter) } + model.buffers().map { ($0.name, $0.buffer) }
        members = variables.map { name, variable in
            (name, variable, Variable(variable.value, name: "\(name) average"))
        }
    }

    /// Takes the weights in that an update has made; in a traced step, as a part of it.
    func stepEnds(if condition: Tensor? = nil) {
        if case .exponential = averaging { update(if: condition) }
    }

    /// Takes the weights in that an epoch, counted from 1, has ended with.
    func epochEnds(_ epoch: Int) {
        if case .stochastic(let first) = averaging, epoch >= first { update(if: nil) }
    }

    private func update(if condition: Tensor?) {
        let share = averaging.share(after: count.value)
        let averages = members.map { _, variable, average in
            let (old, new) = (average.value, variable.value)
            return (average, new.dtype.isFloatingPoint ? old + (new - old) * share.cast(to: new.dtype) : new)
        }
        assign(
            (averages + [(count, count.value + 1)]).map { variable, new in
                let old = variable.value
                return (variable, condition.map { select(new, where: $0, otherwise: old) } ?? new)
            })
    }

    /// The average by the names of the weights; nil before there is one.
    var weights: Weights? {
        count.value.item() == 0
            ? nil : Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.average.value) })
    }

    // MARK: - Checkpoints

    var state: Weights {
        var state = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.average.value) })
        state[Self.countName] = count.value
        return state
    }

    /// The average in a state; nil before there is one.
    static func weights(in state: Weights) -> Weights? {
        guard let count = state[countName], count.item() > 0 else { return nil }
        return state.filter { $0.key != countName }
    }

    /// Whether a state has all that is averaged here, in the same types.
    func fits(_ state: Weights) -> Bool {
        let types = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.average.type) })
        return state.mapValues(\.type) == types.merging([Self.countName: count.type]) { $1 }
    }

    /// - Precondition: it fits.
    func load(_ state: Weights) {
        assign(members.map { ($0.average, state[$0.name]!) } + [(count, state[Self.countName]!)])
    }
}
