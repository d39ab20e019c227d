import Chainrule
import ChainruleNN
import Foundation

/// What defines a training beside its tensors; `state.json` of a checkpoint.
struct TrainerState: Codable {
    /// The version of this layout.
    static let currentFormat = 1

    var format = currentFormat
    /// The version of Chainrule that wrote it.
    var version = Chainrule.version
    let seed: UInt64
    let exampleCount: Int
    let batchSize: Int
    let accumulation: Int
    let position: Position
    let sums: EpochSums.State
    let history: [EpochRecord]
    /// The draws that random generators have made, by their dotted names; "" is the trainer's own.
    let draws: [String: UInt64]

    init(of training: Training) {
        let trainer = training.trainer
        seed = trainer.seed
        exampleCount = training.examples.count
        batchSize = training.batchSize
        accumulation = trainer.accumulation
        position = trainer.position
        sums = trainer.sums.state
        history = trainer.history
        draws = trainer.generators.mapValues(\.drawCount)
    }

    /// What keeps `trainer` from going on from here, in words.
    func misfit(with trainer: Trainer) -> String? {
        func differs(_ what: String, _ found: some Equatable, _ expected: some Equatable) -> String? {
            "\(found)" == "\(expected)" ? nil : "found \(what) \(found), expected \(expected)"
        }
        return differs("format", format, Self.currentFormat) ?? differs("seed", seed, trainer.seed)
            ?? differs("an accumulation of", accumulation, trainer.accumulation)
            ?? differs(
                "the random generators", draws.keys.sorted(), trainer.generators.keys.sorted())
    }
}

extension Trainer {
    /// Every generator that a step may draw from.
    var generators: [String: Generator] {
        var generators = Dictionary(uniqueKeysWithValues: model.generators().map { ($0.name, $0.generator) })
        generators[""] = generator
        return generators
    }
}
