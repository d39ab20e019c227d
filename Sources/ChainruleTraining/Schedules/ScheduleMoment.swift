/// The progress of a run between two steps.
public struct ScheduleMoment: Sendable, Equatable {
    /// The completed steps: 0 before the first.
    public let step: Int
    /// The total number of steps of the run.
    public let steps: Int
    /// The number of steps per epoch.
    public let stepsPerEpoch: Int
    /// The validation loss after each epoch so far; empty without a validation set.
    public let validationLosses: [Double]

    /// - Parameters:
    ///   - step: the completed steps.
    ///   - steps: the total number of steps.
    ///   - stepsPerEpoch: the number of steps per epoch, 1 by default.
    ///   - validationLosses: the validation loss after each epoch so far, empty by default.
    public init(step: Int, of steps: Int, stepsPerEpoch: Int = 1, validationLosses: [Double] = []) {
        self.step = step
        self.steps = steps
        self.stepsPerEpoch = stepsPerEpoch
        self.validationLosses = validationLosses
    }

    /// The completed epochs, with a fraction.
    public var epoch: Double { Double(step) / Double(stepsPerEpoch) }

    /// The completed fraction of the run, from 0 to 1; before the last step it is still below 1.
    public var share: Double { Self.share(step, of: steps) }

    /// The fraction of the way from the first step to the last.
    var shareOfSteps: Double { Self.share(step, of: steps - 1) }

    private static func share(_ part: Int, of whole: Int) -> Double {
        part <= 0 ? 0 : part >= whole ? 1 : Double(part) / Double(whole)
    }

    /// The first moment of a run that begins after `length` steps of this one.
    func beginning(before length: Double) -> ScheduleMoment {
        let left = max(0, Double(steps) - length)
        return ScheduleMoment(step: 0, of: Int(left), stepsPerEpoch: stepsPerEpoch)
    }

    /// This moment in a run that began at step `first` of this one, without its first losses.
    func since(step first: Int, without lossCount: Int) -> ScheduleMoment {
        ScheduleMoment(
            step: step - first, of: steps - first, stepsPerEpoch: stepsPerEpoch,
            validationLosses: Array(validationLosses.dropFirst(lossCount)))
    }
}
