/// A run that is resumed for more epochs under a schedule that is spread over all of them.
enum LearningRateJump: Check {
    static let moments: Set<Moment> = [.beginning]

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let (training, trainer) = (history.training, history.training.trainer)
        guard let planned = trainer.plannedEpochs, planned != training.epochs,
            trainer.position.step > 0
        else { return nil }
        func rate(of epochs: Int) -> Double {
            trainer.schedule.rate(trainer.learningRate, at: training.moment(of: epochs))
        }
        let (before, after) = (rate(of: planned), rate(of: training.epochs))
        guard after > before else { return nil }
        return history.finding(
            .learningRateJump, .warning,
            evidence:
                "the learning rate jumps from \(brief(before)) to \(brief(after)): the schedule "
                + "\(trainer.schedule) is now spread over \(training.epochs) epochs instead of \(planned)",
            advice:
                "the loss may rise at first; a schedule that does not depend on the number of epochs, such as constant, "
                + "step or plateau, has no jump")
    }
}
