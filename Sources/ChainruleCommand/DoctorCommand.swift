import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleTraining
import Foundation

/// `chainrule doctor`: a recipe on a data set for a short time, watched closely.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for what is wrong with a training.",
        discussion: """
            Looks at the data, lets a fresh network learn 20 examples by heart, then watches another one for an \
            epoch, and tells what was found with numbers and advice. Nothing is saved.
            """)

    @Argument(help: "What to train.")
    var recipe: Recipe

    @Option(help: ArgumentHelp("Directory of images, as `chainrule train` takes it.", valueName: "dir"))
    var data: DirectoryPath?

    @Option(help: "Without --data: the characters that the program draws itself, by default digits.")
    var glyphs: Glyphs?

    @Option(
        help: ArgumentHelp("Without --data: training examples to draw, by default 20000.", valueName: "n"))
    var examples: Count?

    @Option(help: ArgumentHelp("Passes over the training examples; by default 1.", valueName: "n"))
    var epochs: Count?

    @Option(help: ArgumentHelp("Examples per step; by default the recipe's.", valueName: "n"))
    var batch: Count?

    @Option(help: ArgumentHelp("Learning rate; by default the recipe's.", valueName: "x"))
    var lr: PositiveNumber?

    @Option(
        help: ArgumentHelp("What weights, order and glyphs are drawn from; by default 0.", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Processor cores to use; by default all.", valueName: "n"))
    var threads: Count?

    @Flag(help: "Print a JSON object instead of a text.")
    var json = false

    @Flag(help: "Fail if there is more to say than notes.")
    var strict = false

    mutating func validate() throws {
        for (option, isGiven) in [("--glyphs", glyphs != nil), ("--examples", examples != nil)]
        where isGiven && data != nil {
            throw ValidationError("\(option) is about drawn characters and cannot be combined with --data")
        }
    }

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let data = try source.load(seed: seed ?? 0)
        try recipe.requireFit(of: ImageShape(of: data.training), source: data.name)
        let doctor = Doctor(show: { _ in })
        let byHeart = try tryLearningByHeart(data, doctor)
        let watched = RecipeRun(recipe, on: data, with: hyperparameters, seed: seed ?? 0)
        do {
            try watched.fit(observers: [doctor])
        } catch is TrainingError {
            // One of the findings.
        }
        let diagnosis = Diagnosis(
            recipe: recipe.name, data: data.name, learningByHeart: byHeart, epochs: watched.trainer.history,
            findings: doctor.findings)
        print(json ? try diagnosis.json() : diagnosis.text(doctor.report()))
        if strict && doctor.findings.contains(where: { $0.severity > .note }) { throw ExitCode.failure }
    }

    private func tryLearningByHeart(_ data: TrainingData, _ doctor: Doctor) throws -> LearningByHeart? {
        var chosen = hyperparameters
        // What keeps a network from learning by heart is left out.
        (chosen.l2, chosen.schedule) = (0, .constant)
        let run = RecipeRun(recipe, on: data, with: chosen, seed: seed ?? 0)
        return try doctor.tryLearningByHeart(run.trainer, run.training)
    }

    private var source: DataSource {
        if let data { return .files(in: data.path) }
        let count = examples?.value ?? 20_000
        return .glyphs(characters: glyphs ?? .digits, training: count, heldOut: (count + 4) / 5)
    }

    private var hyperparameters: Hyperparameters {
        var chosen = recipe.defaults
        chosen.epochs = epochs?.value ?? 1
        chosen.batchSize = batch?.value ?? chosen.batchSize
        chosen.learningRate = lr?.value ?? chosen.learningRate
        return chosen
    }
}

/// What a visit to the doctor came to.
private struct Diagnosis: Encodable {
    let recipe: String
    let data: String
    let learningByHeart: LearningByHeart?
    let epochs: [EpochRecord]
    let findings: [Finding]

    func text(_ report: String) -> String {
        let heart = learningByHeart.map {
            "by heart  \($0.examples) examples in \($0.steps) steps: loss \(decimal($0.firstLoss, 4)) to "
                + decimal($0.lowestLoss, 4)
        }
        let course = epochs.map { epoch in
            "epoch \(epoch.epoch)".rightPadded(to: 10) + "loss \(decimal(epoch.loss, 4))"
                + (epoch.heldOutLoss.map { ", held-out \(decimal($0, 4))" } ?? "")
                + (epoch.heldOutAccuracy.map { ", held-out accuracy \(percent($0))" } ?? "")
        }
        let opening = ["recipe    \(recipe)", "data      \(data)", heart].compactMap { $0 }
        return (opening + course + ["", report]).joined(separator: "\n")
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
