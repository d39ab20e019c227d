import Chainrule

/// How many trials are tried with how many epochs.
public struct Bracket: Sendable, Equatable {
    /// Trials that train for the same number of epochs.
    public struct Rung: Sendable, Equatable {
        public let trials: Int
        public let epochs: Int

        public init(trials: Int, epochs: Int) {
            self.trials = trials
            self.epochs = epochs
        }
    }

    public let rungs: [Rung]

    /// The trials of all rungs together; settings count once in every rung.
    public var trialCount: Int { rungs.reduce(0) { $0 + $1.trials } }

    /// A bracket in which the settings of one in `eta` trials are tried again with `eta` times the epochs.
    ///
    /// Rung i of s has ⌊n·η⁻ⁱ⌋ trials of R·ηⁱ⁻ˢ epochs, rounded (Li et al. 2018, algorithm 1).
    ///
    /// - Parameters:
    ///   - trials: n, the trials of the first rung.
    ///   - epochs: R, the epochs of the last rung.
    ///   - eta: η, at least 2.
    ///   - steps: s, how often trials are sorted out; at most the whole part of log R to the base η.
    public init(trials: Int, epochs: Int, eta: Int, steps: Int) {
        require(steps <= Self.wholeLog(epochs, base: eta), "Bracket: \(steps) steps within \(epochs) epochs")
        rungs = (0...steps).map { rung in
            Rung(
                trials: trials / power(eta, rung),
                epochs: (epochs + power(eta, steps - rung) / 2) / power(eta, steps - rung))
        }
    }

    /// The longest bracket that `trials` trials and `epochs` epochs allow (Jamieson and Talwalkar 2016).
    public static func halving(trials: Int, epochs: Int, eta: Int) -> Bracket {
        let steps = min(wholeLog(trials, base: eta), wholeLog(epochs, base: eta))
        return Bracket(trials: trials, epochs: epochs, eta: eta, steps: steps)
    }

    /// Brackets of about equal cost, from many short trials to few long ones (Li et al. 2018, algorithm 1).
    ///
    /// With s from ⌊log R⌋ to the base η down to 0, a bracket starts with n = ⌈(⌊log R⌋ + 1)·ηˢ / (s + 1)⌉ trials.
    public static func hyperband(epochs: Int, eta: Int) -> [Bracket] {
        let most = wholeLog(epochs, base: eta)
        return (0...most).reversed().map { steps in
            let trials = ((most + 1) * power(eta, steps) + steps) / (steps + 1)
            return Bracket(trials: trials, epochs: epochs, eta: eta, steps: steps)
        }
    }

    /// The whole part of the logarithm, without the rounding of floating-point numbers.
    private static func wholeLog(_ number: Int, base: Int) -> Int {
        require(base >= 2 && number >= 1, "Bracket: the logarithm of \(number) to the base \(base)")
        return number < base ? 0 : 1 + wholeLog(number / base, base: base)
    }
}

private func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { power, _ in power * base }
}
