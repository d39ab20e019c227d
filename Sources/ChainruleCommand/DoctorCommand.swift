import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// `chainrule doctor`: a recipe on a data set for a short time, watched closely.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Diagnose common training problems.",
        discussion: """
            Inspects the data, checks that a newly initialized network can overfit 20 examples, then monitors the \
            training of another one, by default for one epoch, and reports problems with evidence and advice. Nothing \
            is saved.
            """)

    @Argument(help: "Network to train.")
    var recipe: Recipe

    @OptionGroup var options: TrainingOptions

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Exit with an error if there are warnings.")
    var strict = false

    mutating func validate() throws { try options.data.check(for: recipe) }

    mutating func run() throws {
        options.data.chooseThreads()
        let progress = StepProgress()
        defer { progress.end() }
        progress.begin("reading the data")
        let data = try options.data.load(for: recipe)
        var hyperparameters = options.hyperparameters(of: recipe)
        hyperparameters.epochs = options.epochs?.value ?? 1
        let doctor = Doctor(show: { _ in })
        progress.begin("overfitting a few examples")
        let byHeart = try testMemorization(data, hyperparameters, doctor)
        progress.begin("training")
        let watched = try run(on: data, with: hyperparameters)
        do {
            try watched.fit(observers: [doctor, progress])
        } catch is TrainingError {
            // One of the findings.
        }
        let diagnosis = Diagnosis(
            recipe: recipe.name, data: data.name, notes: data.notes + watched.task.notes,
            memorizationTest: byHeart, epochs: watched.trainer.history,
            findings: doctor.findings)
        print(
            json
                ? try diagnosis.json()
                : diagnosis.text(doctor.report(), metrics: watched.task.metrics.members))
        if strict && doctor.findings.contains(where: { $0.severity > .note }) { throw ExitCode.failure }
    }

    private func testMemorization(
        _ data: any LoadedData, _ hyperparameters: Hyperparameters, _ doctor: Doctor
    ) throws -> MemorizationTest? {
        var chosen = hyperparameters
        // What keeps a network from memorizing is left out.
        (chosen.l2, chosen.schedule) = (0, .constant)
        let run = try run(on: data, with: chosen)
        return try doctor.testMemorization(run.trainer, run.training)
    }

    private func run(on data: any LoadedData, with chosen: Hyperparameters) throws -> RecipeRun {
        try RecipeRun(
            recipe, on: data, options: options.data.values(for: recipe), with: chosen,
            seed: options.data.startingSeed)
    }
}

/// What a visit to the doctor came to.
private struct Diagnosis: Encodable {
    let recipe: String
    let data: String
    /// What the data lack, and what of them is not used.
    let notes: [String]
    let memorizationTest: MemorizationTest?
    let epochs: [EpochRecord]
    let findings: [Doctor.Finding]

    func text(_ report: String, metrics: [any Metric]) -> String {
        let heart = memorizationTest.map {
            ($0.hasSucceeded ? "memorized" : "could not memorize")
                + " \($0.examples) examples in \($0.steps) steps: loss \(figureText($0.firstLoss)) to "
                + figureText($0.lowestLoss)
        }
        let history = epochs.map { epoch in
            "epoch \(epoch.epoch)".rightPadded(to: 10) + "loss \(figureText(epoch.loss))"
                + (epoch.validationLoss.map { ", validation \(figureText($0))" } ?? "")
                + metrics.map { metric in
                    epoch.validationMetrics[metric.name].map {
                        ", validation \(metric.name) \(metric.text(of: $0))"
                    } ?? ""
                }.joined()
        }
        let opening =
            ["recipe    \(recipe)", "data      \(data)"] + notes.map { "warning   \($0)" }
            + [heart].compactMap(\.self)
        return (opening + history + ["", report]).joined(separator: "\n")
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
