/// One problem of training and how to detect it.
protocol Check: SendableMetatype {
    /// When the check runs.
    static var moments: Set<Moment> { get }

    /// The finding, if there is one by now; each kind is reported once.
    static func finding(in history: TrainingHistory) -> Doctor.Finding?
}

enum Moment {
    /// Before the first step.
    case beginning
    /// After every step.
    case step
    /// After a step with an inspection.
    case inspection
    /// After an epoch and its evaluation on the validation set.
    case epoch
    /// After the last step, or an error.
    case end
}

/// All checks, causes before their effects.
let allChecks: [any Check.Type] = [
    NonFiniteData.self, Outliers.self, FeatureScales.self, UnscaledInputs.self, ConstantTargets.self,
    UnbalancedLabels.self, AbsentClasses.self, EqualWeights.self, ManyParameters.self, TinyBatches.self,
    RandomEvaluation.self, LearningRateJump.self, InitialLoss.self, DeadUnits.self, SaturatedUnits.self,
    UnusedParameters.self,
    GradientFlow.self, LearningRate.self, ExplodingLoss.self, PlateauedLoss.self, Divergence.self,
    Overfitting.self, Underfitting.self,
]
