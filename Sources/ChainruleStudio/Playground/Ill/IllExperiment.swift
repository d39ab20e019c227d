import Chainrule
import ChainruleNN
import ChainruleTraining

/// An exercise: a training with a disease, which the learner diagnoses before the Doctor does.
package final class IllExperiment: PlaygroundExperiment {
    package struct Settings: PlaygroundSettings {
        /// Counted from 1.
        package var exercise = 1
        /// Whether the disease has been cured.
        package var treated = false

        package init() {}
    }

    /// The learner's diagnosis.
    package struct Command: Decodable {
        package let diagnosis: Disease

        package init(diagnosis: Disease) { self.diagnosis = diagnosis }
    }

    private let disease: Disease
    private let settings: Settings
    private let patient: IllPatient
    private let doctor = Doctor(show: { _ in })
    private let log: IllLog
    private let training: PacedTraining
    private let activations: Compiled<[Tensor], Tensor>
    private var diagnosis: Disease?
    private var isOver = false

    package init(_ settings: Settings) throws {
        try settings.check(
            settings.exercise, within: 1...Disease.exercises.count, "number of the exercise",
            setting: "exercise")
        self.settings = settings
        disease = Disease.exercises[settings.exercise - 1]
        let patient = IllPatient(disease, treated: settings.treated)
        let (doctor, log) = (doctor, IllLog())
        (self.patient, self.log) = (patient, log)
        training = PacedTraining { pace, stop in
            try patient.trainer.fit(
                patient.training, validation: patient.validation, epochs: patient.epochs,
                batchSize: patient.batchSize, observers: [doctor, log, pace], stop: stop)
        }
        activations = compile { inputs in
            evaluating {
                var value = inputs
                var values: [Tensor] = []
                for (index, layer) in patient.layers.enumerated() {
                    value = layer(value)
                    if patient.activations.contains(index) { values.append(value) }
                }
                return values
            }
        }
    }

    deinit { training.cancel() }

    package func advance() -> Bool {
        isOver = !training.advance()
        return !isOver
    }

    package func handle(_ command: Command) {
        diagnosis = command.diagnosis
        // The Doctor speaks when the training is over.
        while advance() {}
    }

    package func frame() throws -> IllFrame {
        let inputs = patient.validation.inputs
        let layers = activations(inputs).enumerated().map { index, values in
            IllFrame.Layer(
                name: "layer \(index + 1)", histogram: Histogram(values.scalars()),
                figures: log.figures(of: "\(2 * index).weight"))
        }
        let last = IllFrame.Layer(
            name: "output layer", histogram: nil,
            figures: log.figures(of: "\(patient.layers.count - 1).weight"))
        return IllFrame(
            exercise: settings.exercise, exercises: Disease.exercises.count, treated: settings.treated,
            diagnoses: Disease.allCases.map { .init(name: $0.rawValue, title: $0.title) },
            step: log.step, epoch: log.epoch, epochs: patient.epochs, loss: log.loss, epochCurves: log.epochs,
            chance: Double(1) / Double(IllPatient.classCount), layers: layers + [last], isOver: isOver,
            answer: diagnosis.map { diagnosis in
                IllFrame.Answer(
                    isRight: diagnosis == disease, given: diagnosis.title, title: disease.title,
                    explanation: disease.explanation, cure: disease.cure, findings: doctor.findings)
            })
    }

    /// What the Doctor has found so far, for tests.
    package var findings: [Doctor.Finding] { doctor.findings }
}
