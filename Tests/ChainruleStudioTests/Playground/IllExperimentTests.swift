import ChainruleStudio
import ChainruleTraining
import Testing

/// Exercises in diagnosis.
struct IllExperimentTests {
    /// What the Doctor finds, from a warning on.
    private func findings(
        _ disease: Disease, treated: Bool = false, notes: Bool = false
    ) throws -> [Doctor.Finding.Kind] {
        var settings = IllExperiment.Settings()
        settings.exercise = try #require(Disease.exercises.firstIndex(of: disease)) + 1
        settings.treated = treated
        let experiment = try IllExperiment(settings)
        while experiment.advance() {}
        return experiment.findings.filter { notes || $0.severity > .note }.map(\.kind)
    }

    @Test func hasAnExerciseForEveryDisease() {
        #expect(Set(Disease.exercises) == Set(Disease.allCases))
        #expect(Disease.exercises.count == Disease.allCases.count)
    }

    /// What the Doctor calls them.
    @Test(arguments: [
        (Disease.deadUnits, [Doctor.Finding.Kind.deadUnits]),
        (.rateTooHigh, [.learningRateTooHigh, .lossExploding, .diverged]),
        (.rateTooLow, [.learningRateTooLow]),
        (.equalWeights, [.equalWeights]), (.shuffledLabels, [.overfitting, .lossNotFalling, .underfitting]),
        (.unscaledInputs, [.unscaledInputs]), (.vanishingGradients, [.vanishingGradients]),
        (.saturatedUnits, [.saturatedUnits]), (.overfitting, [.overfitting]),
    ])
    func isFoundByTheDoctor(disease: Disease, kinds: [Doctor.Finding.Kind]) throws {
        let found = try findings(disease, notes: disease == .shuffledLabels)
        let isAmongThem = !Set(found).isDisjoint(with: kinds)
        #expect(isAmongThem, "\(found)")
    }

    @Test(arguments: Disease.allCases) func isCured(disease: Disease) throws {
        let found = try findings(disease, treated: true)
        #expect(found == [])
    }

    @Test func keepsTheAnswerUntilOneIsGiven() throws {
        let experiment = try IllExperiment(.init())
        for _ in 0..<10 { _ = experiment.advance() }
        let early = try experiment.frame().answer?.isRight
        #expect(early == nil)
        experiment.handle(.init(diagnosis: .rateTooHigh))
        let answer = try experiment.frame().answer
        #expect(answer?.isRight == true)
        #expect(answer?.findings.isEmpty == false)
    }

    @Test func refusesOtherNumbers() {
        var settings = IllExperiment.Settings()
        settings.exercise = 11
        let wrong = settings
        #expect(throws: PlaygroundError.self) { try IllExperiment(wrong) }
    }
}
