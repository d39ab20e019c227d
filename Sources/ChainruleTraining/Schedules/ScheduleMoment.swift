/// Where a run stands, between two steps.
public struct ScheduleMoment: Sendable, Equatable {
    /// The steps done, so that 0 is the moment of the first step.
    public let step: Int
    /// The steps of the whole run.
    public let steps: Int
    /// The steps of an epoch.
    public let stepsPerEpoch: Int
    /// The loss on the validation set after each epoch so far; none without one.
    public let validationLosses: [Double]

    /// - Parameters:
    ///   - step: the steps done.
    ///   - steps: those of the whole run.
    ///   - stepsPerEpoch: those of an epoch, 1 by default, which makes the steps epochs.
    ///   - validationLosses: the loss on the validation set after each epoch so far, none by default.
    public init(step: Int, of steps: Int, stepsPerEpoch: Int = 1, validationLosses: [Double] = []) {
        self.step = step
        self.steps = steps
        self.stepsPerEpoch = stepsPerEpoch
        self.validationLosses = validationLosses
    }

    /// The epochs done, with fractions.
    public var epoch: Double { Double(step) / Double(stepsPerEpoch) }

    /// The share done of the run, from 0 to 1; the last step is made a step before 1.
    public var share: Double { Self.share(step, of: steps) }

    /// The share done of the way from the first step to the last.
    var shareOfSteps: Double { Self.share(step, of: steps - 1) }

    private static func share(_ part: Int, of whole: Int) -> Double {
        part <= 0 ? 0 : part >= whole ? 1 : Double(part) / Double(whole)
    }

    /// The moment of the first step of a run that begins only after so many steps of this one.
    func beginning(before length: Double) -> ScheduleMoment {
        let left = max(0, Double(steps) - length)
        return ScheduleMoment(step: 0, of: Int(left), stepsPerEpoch: stepsPerEpoch)
    }

    /// This moment in a run that began only after a step of this one and has no part in its first losses.
    func since(step first: Int, without lossCount: Int) -> ScheduleMoment {
        ScheduleMoment(
            step: step - first, of: steps - first, stepsPerEpoch: stepsPerEpoch,
            validationLosses: Array(validationLosses.dropFirst(lossCount)))
    }
}
