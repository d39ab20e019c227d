/// A run that is resumed for more epochs under a schedule that is spread over all of them.
enum LearningRateJump: Check {
    static let moments: Set<Moment> = [.beginning]

    static func finding(in course: Course) -> Doctor.Finding? {
        let (training, trainer) = (course.training, course.training.trainer)
        guard let planned = trainer.plannedEpochs, planned != training.epochs,
            trainer.position.step > 0
        else { return nil }
        func rate(of epochs: Int) -> Double {
            trainer.schedule.rate(trainer.learningRate, at: training.moment(of: epochs))
        }
        let (before, after) = (rate(of: planned), rate(of: training.epochs))
        guard after > before else { return nil }
        return course.finding(
            .learningRateJump, .warning,
            evidence:
                "the learning rate jumps from \(brief(before)) to \(brief(after)): the schedule "
                + "\(trainer.schedule) is now spread over \(training.epochs) epochs instead of \(planned)",
            advice:
                "expect the loss to rise at first; to train for longer without a jump, use a schedule that does not "
                + "depend on the number of epochs, such as constant, plateau or exponential")
    }
}
