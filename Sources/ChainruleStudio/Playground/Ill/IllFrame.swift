import ChainruleTraining

/// What an exercise shows; the answer only after the learner has given one.
package struct IllFrame: Encodable {
    struct Diagnosis: Encodable {
        let name: String
        let title: String
    }

    /// Norms of a layer's weight, and that of its update divided by its own.
    struct Figures: Encodable {
        let weight: Double
        let gradient: Double
        let updateRatio: Double?
    }

    struct Layer: Encodable {
        let name: String
        /// Of its activations on the validation set; nil for the output layer.
        let histogram: Histogram?
        /// Nil before the first step.
        let figures: Figures?
    }

    package struct Answer: Encodable {
        package let isRight: Bool
        let given: String
        let title: String
        let explanation: String
        let cure: String
        package let findings: [Doctor.Finding]
    }

    let exercise: Int
    let exercises: Int
    let treated: Bool
    let diagnoses: [Diagnosis]
    let step: Int
    let epoch: Int
    let epochs: Int
    let loss: ThinnedCurve
    /// Losses and accuracies in training and validation.
    let epochCurves: ThinnedCurve
    /// The accuracy of guessing.
    let chance: Double
    let layers: [Layer]
    let isOver: Bool
    package let answer: Answer?
}
