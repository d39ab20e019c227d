import Chainrule
import ChainruleData
import ChainruleNN
import Foundation

/// The state of a run besides its tensors; `state.json` of a checkpoint.
struct TrainerState: Codable {
    /// The version of this format.
    static let currentFormat = 4

    var format = currentFormat
    /// The version of Chainrule that wrote it.
    var version = Chainrule.version
    let seed: UInt64
    let cuts: BatchCuts
    /// The total number of epochs of the run.
    let epochs: Int
    let accumulation: Int
    /// In words; nil if gradients are not clipped.
    let clipping: String?
    /// In words; nil if weights are not averaged.
    let averaging: String?
    /// The kind, such as `SGD`.
    let optimizer: String
    let learningRate: Double
    /// How each parameter is trained, by its dotted name.
    let parameters: [String: ParameterSettings]
    /// In the text form of the command line.
    let schedule: String
    let position: Position
    let firstLoss: Double?
    let sums: EpochSums.State
    let history: [EpochRecord]
    let dynamics: TrainingDynamics?
    /// The draws that random generators have made, by their dotted names; "" is the trainer's own.
    let draws: [String: UInt64]

    init(of training: Training) {
        let trainer = training.trainer
        seed = trainer.seed
        cuts = training.cuts
        epochs = training.epochs
        accumulation = trainer.accumulation
        clipping = trainer.clipping.map { "\($0)" }
        averaging = trainer.averaging.map { "\($0)" }
        (optimizer, schedule) = (Self.kind(of: trainer.optimizer), "\(trainer.schedule)")
        learningRate = trainer.learningRate
        parameters = Self.parameters(of: trainer.optimizer)
        position = trainer.position
        firstLoss = trainer.firstLoss
        sums = trainer.sums.state
        history = trainer.history
        dynamics = trainer.dynamics
        draws = trainer.drawCounts
    }

    struct ParameterSettings: Codable, Equatable {
        /// Before a schedule changes it.
        let learningRate: Double
        let weightDecay: Double
        let isTrainable: Bool
    }

    private static func parameters(of optimizer: Optimizer) -> [String: ParameterSettings] {
        var settings: [String: ParameterSettings] = [:]
        for group in optimizer.groups {
            for (name, parameter) in group.parameters {
                settings[name] = ParameterSettings(
                    learningRate: group.initialLearningRate, weightDecay: group.weightDecay,
                    isTrainable: parameter.isTrainable)
            }
        }
        return settings
    }

    private static func kind(of optimizer: Optimizer) -> String { "\(type(of: optimizer))" }

    /// Whether the numbers are valid for a run.
    var isPossible: Bool {
        guard cuts.exampleCount > 0, cuts.batchSize > 0,
            // A schedule multiplies the two.
            (0...Int.largestCount / max(1, cuts.batchCount)).contains(epochs)
        else { return false }
        return (0...cuts.batchCount).contains(position.batch) && position.epoch == history.count
            && history.indices.allSatisfy { history[$0].epoch == $0 + 1 }
            && (position.epoch...Int.largestCount).contains(position.step) && sums.isPossible
    }

    /// Why `trainer` cannot resume from here, in words; nil if it can.
    func mismatch(with trainer: Trainer) -> String? {
        func differs(_ what: String, _ found: some Equatable, _ expected: some Equatable) -> String? {
            "\(found)" == "\(expected)" ? nil : "found \(what) \(found), expected \(expected)"
        }
        return differs("format", format, Self.currentFormat) ?? differs("seed", seed, trainer.seed)
            ?? differs("an accumulation of", accumulation, trainer.accumulation)
            ?? differs(
                "the gradient clipping", clipping ?? "none", trainer.clipping.map { "\($0)" } ?? "none")
            ?? differs(
                "the weight averaging", averaging ?? "none", trainer.averaging.map { "\($0)" } ?? "none")
            ?? differs("the optimizer", optimizer, Self.kind(of: trainer.optimizer))
            ?? differs("the learning rate", learningRate, trainer.learningRate)
            ?? parameterMismatch(with: Self.parameters(of: trainer.optimizer))
            ?? differs("the schedule", schedule, trainer.schedule)
            ?? differs(
                "the random generators", draws.keys.sorted(), trainer.drawCounts.keys.sorted())
    }

    /// The first parameter that is trained in another way.
    private func parameterMismatch(with expected: [String: ParameterSettings]) -> String? {
        for (name, expected) in expected.sorted(by: { $0.key < $1.key }) {
            // Loading the model tells which parameters are missing or surplus.
            guard let found = parameters[name], found != expected else { continue }
            func text(_ settings: ParameterSettings) -> String {
                "learning rate \(settings.learningRate), weight decay \(settings.weightDecay)"
                    + (settings.isTrainable ? "" : ", frozen")
            }
            return "found parameter '\(name)' with \(text(found)), expected \(text(expected))"
        }
        return nil
    }
}
