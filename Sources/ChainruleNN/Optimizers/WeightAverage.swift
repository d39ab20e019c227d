import Chainrule

/// The average of a network's weights over the course of training, which often predicts better than the last weights.
///
/// ```swift
/// let average = WeightAverage(of: model, .exponential(decay: 0.999))
/// let step = compile { images, labels in
///     let loss = softmaxCrossEntropy(model(images), labels)
///     optimizer.update(gradients(of: loss, withRespectTo: model))
///     average.update()
///     return loss
/// }
/// // ... and after some steps:
/// let accuracy = average.swappedIn { measureAccuracy(of: model) }
/// try Safetensors(tensors: average.averagedState()).write(to: url)
/// ```
///
/// Buffers of real numbers, such as the running statistics of `BatchNorm`, are averaged as well unless `buffers` is false;
/// then, and for other buffers, the network's own are used. After an ``Kind/equal`` average of weights that differ
/// strongly, measure the statistics again with ``Layer/measureRunningStatistics(on:)``.
///
/// Sources: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992; Izmailov et al.,
/// "Averaging weights leads to wider optima and better generalization", UAI 2018; as `AveragedModel` of PyTorch.
public final class WeightAverage {
    /// How much each update counts.
    public enum Kind: Sendable, Equatable {
        /// average = decay·average + (1 − decay)·weights (EMA); the first update sets it to the weights.
        case exponential(decay: Double)
        /// The mean of the weights of all updates (SWA).
        case equal
    }

    public let kind: Kind
    /// What is averaged, and the average.
    private let averages: [(name: String, variable: ModuleVariable, average: Variable)]
    private let count = Variable(Tensor(0), name: WeightAverage.countName)
    private let state: () -> [(name: String, variable: ModuleVariable)]

    /// - Parameters:
    ///   - module: the network whose weights are averaged.
    ///   - kind: how much each update counts.
    ///   - buffers: whether buffers of real numbers are averaged too, true by default.
    /// - Precondition: a decay is in 0..<1.
    public init(of module: some Module, _ kind: Kind, buffers: Bool = true) {
        if case .exponential(let decay) = kind {
            require((0..<1).contains(decay), "WeightAverage: the decay \(decay) is not in 0..<1")
        }
        self.kind = kind
        state = { Search(module).named(ModuleVariable.self).map { ($0.name, $0.object) } }
        averages = module.found(ModuleVariable.self).filter {
            $0.object is Parameter || (buffers && $0.object.type.dtype.isFloatingPoint)
        }.map { name, variable in
            (name, variable, Variable(variable.value, name: "\(name) average"))
        }
    }

    /// Adds the current weights to the average; call it after each step that is to count.
    ///
    /// - Parameter condition: a single truth value; if it is false nothing changes. Without a condition the average is always updated.
    public func update(if condition: Tensor? = nil) {
        let before = count.value
        let share: Tensor =
            switch kind {
            case .exponential(let decay): Tensor(1 - decay, dtype: .float64)
            case .equal: 1 / (before.cast(to: .float64) + 1)
            }
        let changes: [(Variable, Tensor)] = averages.map { _, variable, average in
            let (old, new) = (average.value, variable.value)
            let mixed = old + (new - old) * share.cast(to: old.dtype)
            return (average, select(mixed, where: before .> 0, otherwise: new))
        }
        assign(
            (changes + [(count, before + 1)]).map { variable, new in
                let old = variable.value
                return (variable, condition.map { select(new, where: $0, otherwise: old) } ?? new)
            })
    }

    /// Runs `body` while the network has the averaged weights, then restores its own.
    ///
    /// Before the first update the average is that of the initial weights. Must not be used inside `compile`.
    public func swappedIn<Result>(_ body: () throws -> Result) rethrows -> Result {
        // Also what is not averaged, because it may be measured again.
        let own = state().map { ($0.variable as Variable, $0.variable.value) }
        assign(averages.map { ($0.variable, $0.average.value) })
        defer { assign(own) }
        return try body()
    }

    /// The network's state with the averages in place of the weights: as ``Module/load(_:)`` takes it.
    public func averagedState() -> [String: Tensor] {
        let averaged = Dictionary(
            uniqueKeysWithValues: averages.map { (ObjectIdentifier($0.variable), $0.average.value) })
        return Dictionary(
            state().map { ($0.name, averaged[ObjectIdentifier($0.variable)] ?? $0.variable.value) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The number of updates so far.
    public var updateCount: Int { Int(count.value.item()) }

    /// What a run needs to resume averaging: the averages by the names of their parameters and buffers, and the number
    /// of updates as `averaged updates`.
    public func stateDictionary() -> [String: Tensor] {
        Dictionary(uniqueKeysWithValues: kept.map { ($0.names[0], $0.variable.value) })
    }

    /// Sets the averages and the number of updates.
    ///
    /// - Parameters:
    ///   - state: the ``stateDictionary()`` of an average of such a network.
    ///   - source: where it comes from, in words, for the error.
    /// - Throws: ``StateError`` if a tensor is missing, surplus or of another shape or element type; then nothing has
    ///   changed.
    public func load(_ state: [String: Tensor], source: String = "the weight average") throws(StateError) {
        let tensors = try StateError.checked(state, fits: kept, source: source)
        assign(zip(kept, tensors).map { ($0.variable, $1) })
    }

    /// The name of the number of updates in a state dictionary; a space keeps it apart from those of variables.
    package static let countName = "averaged updates"

    private var kept: [(names: [String], variable: Variable)] {
        averages.map { ([$0.name], $0.average) } + [([Self.countName], count)]
    }
}
