import Chainrule
import Foundation

/// How the learning rate changes while a model is trained.
///
/// The rate depends on the moment only, so a schedule has no state to save. Its text form is that of the command line,
/// as in `cosine` or `step:10:0.1`; see ``forms``. The smooth schedules change the rate with every step and equal
/// PyTorch's schedulers of the same kind. `start` and `final` are factors of the base rate.
///
/// A run that is resumed with more epochs follows the schedule of the longer run from there on. If the schedule spans
/// the whole run, the rate jumps; the ``Doctor`` reports it.
public indirect enum Schedule: Sendable, Equatable {
    /// The base rate.
    case constant

    /// Multiplies the rate by `factor` every `every` epochs.
    case step(every: Int, factor: Double = 0.1)

    /// Multiplies the rate by `factor` after each of these numbers of epochs, in rising order.
    case milestones([Int], factor: Double = 0.1)

    /// base · factorᵗ after t epochs.
    case exponential(factor: Double)

    /// base / (1 + decay·t) after t epochs.
    case inverseTime(decay: Double)

    /// Linear decay to zero over the run.
    case linear

    /// base · (final + (1 − final)·(1 − s)^power) after the fraction s of the run.
    case polynomial(power: Double, final: Double = 0)

    /// Cosine annealing from the base to `final` over the run; Loshchilov and Hutter 2017.
    case cosine(final: Double = 0)

    /// Cosine annealing with warm restarts: over `period` epochs, then again over a period `growth` times as long, and so
    /// on; Loshchilov and Hutter 2017, "SGDR".
    case cosineRestarts(period: Int, growth: Double = 1, final: Double = 0)

    /// Rises from `start` to the base over the fraction `warmUp` of the run, then falls to `final`, reached in the last step, both
    /// along a cosine; Smith 2018, "A disciplined approach to neural network hyper-parameters". Momentum does not
    /// change.
    case oneCycle(warmUp: Double = 0.3, start: Double = 0.04, final: Double = 4e-6)

    /// Rises linearly over `epochs` epochs to the first rate of the other schedule, which then runs as if the run began
    /// there. The rate of the first step is above zero; Goyal et al. 2017, "Accurate, large minibatch SGD".
    case warmUp(epochs: Double, then: Schedule)

    /// Multiplies the rate by `factor`, down to `minimum`, when the loss on the validation set has not fallen below
    /// its best by more than threshold · |best| for more than `patience` epochs in a row.
    case reduceOnPlateau(
        factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4, minimum: Double = 0)

    /// A function; see ``Schedule/custom(_:_:)``.
    case custom(CustomSchedule)

    /// Increases the rate itself, whatever the base, exponentially between two values, for ``LearningRateRange``;
    /// Smith 2017, "Cyclical learning rates for training neural networks".
    case rangeTest(from: Double, to: Double)
}

extension Schedule {
    /// Whether the rate depends on the validation loss.
    var looksAtValidationLoss: Bool {
        switch self {
        case .reduceOnPlateau: true
        case .warmUp(_, let schedule): schedule.looksAtValidationLoss
        default: false
        }
    }

    /// Whether it is a range test, in which the loss may explode.
    public var isRangeTest: Bool { if case .rangeTest = self { true } else { false } }
}

extension Schedule {
    /// The learning rate at a moment, for a base rate.
    ///
    /// - Precondition: the schedule's numbers are valid, as those read from text are.
    public func rate(_ base: Double, at moment: ScheduleMoment) -> Double {
        if let flaw { fatalError("Schedule: \(self): \(flaw)") }
        if case .rangeTest(let from, let to) = self { return from * pow(to / from, moment.shareOfSteps) }
        return base * factor(at: moment)
    }

    private func factor(at moment: ScheduleMoment) -> Double {
        let epoch = moment.epoch
        switch self {
        case .constant, .rangeTest:
            return 1
        case .step(let every, let factor):
            return pow(factor, (epoch / Double(every)).rounded(.down))
        case .milestones(let milestones, let factor):
            return pow(factor, Double(milestones.count { Double($0) <= epoch }))
        case .exponential(let factor):
            return pow(factor, epoch)
        case .inverseTime(let decay):
            return 1 / (1 + decay * epoch)
        case .linear:
            return 1 - moment.share
        case .polynomial(let power, let final):
            return final + (1 - final) * pow(1 - moment.share, power)
        case .cosine(let final):
            return Self.wave(from: 1, to: final, moment.share)
        case .cosineRestarts(let period, let growth, let final):
            return Self.wave(from: 1, to: final, Self.sharePastRestart(epoch, Double(period), growth))
        case .oneCycle(let warmUp, let start, let final):
            let last = Double(moment.steps - 1)
            let step = min(Double(moment.step), last)
            let peak = warmUp * Double(moment.steps) - 1
            if step <= peak { return peak > 0 ? Self.wave(from: start, to: 1, step / peak) : 1 }
            return Self.wave(from: 1, to: final, (step - peak) / (last - peak))
        case .warmUp(let epochs, let schedule):
            let length = (epochs * Double(moment.stepsPerEpoch)).rounded()
            if Double(moment.step) < length {
                let start = schedule.factor(at: moment.beginning(before: length))
                return start * Double(moment.step + 1) / (length + 1)
            }
            return schedule.factor(
                at: moment.since(step: Int(length), without: Int(epochs.rounded(.up))))
        case .reduceOnPlateau(let factor, let patience, let threshold, let minimum):
            let reductions = Self.plateaus(
                in: moment.validationLosses, patience: patience, threshold: threshold)
            return max(pow(factor, Double(reductions)), minimum)
        case .custom(let schedule):
            return schedule.factor(moment)
        }
    }

    /// Half a cosine wave between two values.
    private static func wave(from start: Double, to end: Double, _ share: Double) -> Double {
        end + (start - end) * (1 + cos(.pi * share)) / 2
    }

    /// The completed fraction of the period that an epoch falls into.
    private static func sharePastRestart(_ epoch: Double, _ first: Double, _ growth: Double) -> Double {
        var (rest, period) = (epoch, first)
        while rest >= period {
            rest -= period
            period *= growth
        }
        return rest / period
    }

    /// How often the loss stayed without improvement for longer than `patience` epochs.
    private static func plateaus(in losses: [Double], patience: Int, threshold: Double) -> Int {
        var (best, waited, plateaus) = (Double.infinity, 0, 0)
        for loss in losses {
            // Relative to the absolute value: a negative loss must not make the margin negative.
            let margin = best.isFinite ? threshold * abs(best) : 0
            if loss < best - margin {
                (best, waited) = (loss, 0)
            } else {
                waited += 1
            }
            if waited > patience { (waited, plateaus) = (0, plateaus + 1) }
        }
        return plateaus
    }
}
