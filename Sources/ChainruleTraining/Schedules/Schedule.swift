import Chainrule
import Foundation

/// How the learning rate changes while a model is trained.
///
/// The rate is a function of the moment alone, so a run that is stopped and resumed needs to keep no state. A
/// schedule is written as it is on the command line, as in `cosine` or `step:10:0.1`; see ``forms``. Epochs may be
/// fractions, so the smooth schedules change the rate with every batch. Starts and finals are shares of the base
/// rate.
public indirect enum Schedule: Sendable, Equatable {
    /// The base rate.
    case constant

    /// Multiplies the rate by `factor` after `every` epochs each.
    case step(every: Int, factor: Double = 0.1)

    /// Multiplies the rate by `factor` after each of these numbers of epochs, in rising order.
    case milestones([Int], factor: Double = 0.1)

    /// base · factorᵗ after t epochs.
    case exponential(factor: Double)

    /// base / (1 + decay·t) after t epochs.
    case inverseTime(decay: Double)

    /// Falls evenly to zero over the run.
    case linear

    /// final + (1 − final)·(1 − s)^power of the base after the share s of the run.
    case polynomial(power: Double, final: Double = 0)

    /// Half a wave of the cosine, from the base to `final` over the run; Loshchilov and Hutter 2017.
    case cosine(final: Double = 0)

    /// Half a wave of the cosine over `period` epochs, then again from the base on over a period `growth` times as
    /// long, and so on; Loshchilov and Hutter 2017, "SGDR".
    case cosineRestarts(period: Int, growth: Double = 1, final: Double = 0)

    /// Rises from `start` to the base over the share `warmUp` of the run, then falls to `final`, both by half a wave
    /// of the cosine; Smith 2018, "A disciplined approach to neural network hyper-parameters". Momentum stays.
    case oneCycle(warmUp: Double = 0.3, start: Double = 0.04, final: Double = 4e-6)

    /// Rises evenly from zero to where the other schedule begins, which then runs as if the run began only there
    /// and does not warm up again.
    case warmUp(epochs: Double, then: Schedule)

    /// Multiplies the rate by `factor`, down to `minimum`, when the validation loss has not fallen below
    /// (1 − threshold) of its best for more than `patience` epochs in a row.
    case reduceOnPlateau(
        factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4, minimum: Double = 0)

    /// Sweeps the rate itself, whatever the base, from one to the other exponentially: for ``LearningRateRange``;
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

    /// Whether it is there to find a rate, and to let the loss explode.
    public var isRangeTest: Bool { if case .rangeTest = self { true } else { false } }
}

/// Where a run stands.
public struct ScheduleMoment: Sendable {
    /// The epochs done, with fractions.
    public var epoch: Double
    /// The epochs of the whole run.
    public var epochs: Int
    /// The loss on validation set after each epoch so far.
    public var validationLosses: [Double]

    public init(epoch: Double, epochs: Int, validationLosses: [Double] = []) {
        self.epoch = epoch
        self.epochs = epochs
        self.validationLosses = validationLosses
    }
}

extension Schedule {
    /// The learning rate at a moment, for a base rate.
    ///
    /// - Precondition: the schedule's numbers make sense, as those that are read from text do.
    public func rate(_ base: Double, at moment: ScheduleMoment) -> Double {
        if let flaw { fatalError("Schedule: \(self): \(flaw)") }
        return rate(base, moment.epoch, of: Double(moment.epochs), moment.validationLosses[...])
    }

    private func rate(
        _ base: Double, _ epoch: Double, of epochs: Double, _ losses: ArraySlice<Double>
    ) -> Double {
        let share = epoch <= 0 ? 0 : epoch >= epochs ? 1 : epoch / epochs
        switch self {
        case .constant:
            return base
        case .step(let every, let factor):
            return base * pow(factor, (epoch / Double(every)).rounded(.down))
        case .milestones(let milestones, let factor):
            return base * pow(factor, Double(milestones.count { Double($0) <= epoch }))
        case .exponential(let factor):
            return base * pow(factor, epoch)
        case .inverseTime(let decay):
            return base / (1 + decay * epoch)
        case .linear:
            return base * (1 - share)
        case .polynomial(let power, let final):
            return base * (final + (1 - final) * pow(1 - share, power))
        case .cosine(let final):
            return base * Self.wave(from: 1, to: final, share)
        case .cosineRestarts(let period, let growth, let final):
            return base * Self.wave(from: 1, to: final, Self.sharePastRestart(epoch, Double(period), growth))
        case .oneCycle(let warmUp, let start, let final):
            return base
                * (warmUp > 0 && share <= warmUp
                    ? Self.wave(from: start, to: 1, share / warmUp)
                    : Self.wave(from: 1, to: final, (share - warmUp) / (1 - warmUp)))
        case .warmUp(let length, let schedule):
            if epoch < length {
                return schedule.rate(base, 0, of: epochs - length, []) * (epoch / length)
            }
            return schedule.rate(
                base, epoch - length, of: epochs - length, losses.dropFirst(Int(length.rounded(.up))))
        case .reduceOnPlateau(let factor, let patience, let threshold, let minimum):
            let reductions = Self.plateaus(in: losses, patience: patience, threshold: threshold)
            return base * max(pow(factor, Double(reductions)), minimum)
        case .rangeTest(let from, let to):
            return from * pow(to / from, share)
        }
    }

    /// Half a wave of the cosine between two values.
    private static func wave(from start: Double, to end: Double, _ share: Double) -> Double {
        end + (start - end) * (1 + cos(.pi * share)) / 2
    }

    /// The share done of the period that an epoch falls into.
    private static func sharePastRestart(_ epoch: Double, _ first: Double, _ growth: Double) -> Double {
        var (rest, period) = (epoch, first)
        while rest >= period {
            rest -= period
            period *= growth
        }
        return rest / period
    }

    /// How often the loss stayed without improvement for longer than `patience` epochs.
    private static func plateaus(
        in losses: ArraySlice<Double>, patience: Int, threshold: Double
    ) -> Int {
        var (best, waited, plateaus) = (Double.infinity, 0, 0)
        for loss in losses {
            if loss < best * (1 - threshold) {
                (best, waited) = (loss, 0)
            } else {
                waited += 1
            }
            if waited > patience { (waited, plateaus) = (0, plateaus + 1) }
        }
        return plateaus
    }
}
