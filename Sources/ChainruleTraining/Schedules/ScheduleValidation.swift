extension Schedule {
    /// What is wrong with the schedule's numbers; nil if they are valid.
    var flaw: String? {
        func positive(_ number: Double, _ name: String) -> String? {
            number > 0 && number.isFinite ? nil : "\(name) must be above 0"
        }
        func share(_ number: Double, _ name: String) -> String? {
            (0...1).contains(number) ? nil : "\(name) must be from 0 to 1"
        }
        func count(_ number: Int, atLeast least: Int, _ name: String) -> String? {
            number >= least ? nil : "\(name) must be \(least) or more"
        }
        switch self {
        case .constant, .linear:
            return nil
        case .custom(let schedule):
            return schedule.name.isEmpty ? "NAME must not be empty" : nil
        case .step(let every, let factor):
            return count(every, atLeast: 1, "EPOCHS") ?? positive(factor, "FACTOR")
        case .milestones(let milestones, let factor):
            let rising = zip([0] + milestones, milestones).allSatisfy { $0 < $1 }
            return milestones.isEmpty || !rising
                ? "EPOCH,EPOCH,… must rise from 1 or more" : positive(factor, "FACTOR")
        case .exponential(let factor):
            return positive(factor, "FACTOR")
        case .inverseTime(let decay):
            return decay >= 0 && decay.isFinite ? nil : "DECAY must be 0 or more"
        case .polynomial(let power, let final):
            return positive(power, "POWER") ?? share(final, "FINAL")
        case .cosine(let final):
            return share(final, "FINAL")
        case .cosineRestarts(let period, let growth, let final):
            return count(period, atLeast: 1, "EPOCHS")
                ?? (growth >= 1 && growth.isFinite ? nil : "GROWTH must be 1 or more")
                ?? share(final, "FINAL")
        case .oneCycle(let warmUp, let start, let final):
            return share(warmUp, "WARM-UP") ?? share(start, "START") ?? share(final, "FINAL")
        case .warmUp(let epochs, let schedule):
            if case .warmUp = schedule { return "SCHEDULE must not warm up again" }
            if schedule.isRangeTest { return "SCHEDULE must not be a range test" }
            return positive(epochs, "EPOCHS") ?? schedule.flaw
        case .reduceOnPlateau(let factor, let patience, let threshold, let minimum):
            return positive(factor, "FACTOR") ?? share(factor, "FACTOR")
                ?? count(patience, atLeast: 0, "PATIENCE") ?? share(threshold, "THRESHOLD")
                ?? share(minimum, "MINIMUM")
        case .rangeTest(let from, let to):
            return positive(from, "FROM") ?? positive(to, "TO") ?? (from < to ? nil : "FROM must be below TO")
        }
    }
}
