/// One way in which a training can be ill, and how that shows.
protocol Check: SendableMetatype {
    /// When the history is looked at.
    static var moments: Set<Moment> { get }

    /// What is wrong, if it shows by now; a kind that was found once is not told again.
    static func finding(in history: TrainingHistory) -> Doctor.Finding?
}

enum Moment {
    /// Before the first step.
    case beginning
    /// After every step.
    case step
    /// After a step with an inspection.
    case inspection
    /// After an epoch and its measurement on validation set.
    case epoch
    /// After the last step, or an error.
    case end
}

/// All checks: causes before what they cause.
let allChecks: [any Check.Type] = [
    NonFiniteData.self, FeatureScales.self, UnscaledInputs.self, UnbalancedLabels.self, AbsentClasses.self,
    EqualWeights.self, ManyParameters.self, TinyBatches.self,
    RandomEvaluation.self, LearningRateJump.self, InitialLoss.self, DeadUnits.self, SaturatedUnits.self,
    UnusedParameters.self,
    GradientFlow.self, LearningRate.self, ExplodingLoss.self, PlateauedLoss.self, Divergence.self,
    Overfitting.self, Underfitting.self,
]
