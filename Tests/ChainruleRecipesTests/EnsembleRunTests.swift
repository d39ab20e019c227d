import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import RecipeTestSupport
import TestSupport
import Testing

@Suite("Ensembles of runs") struct EnsembleRunTests {
    private func scores(_ rows: [[Float]]) -> Tensor {
        Tensor(rows.flatMap { $0 }, shape: [rows.count, rows[0].count])
    }

    @Test("the figures of an ensemble count what is recognized, alone and together")
    func figures() {
        // The logarithms of probabilities of two classes; the truth is 0, 0, 1, 1.
        func member(_ shares: [Float]) -> Tensor { scores(shares.map { [log($0), log(1 - $0)] }) }
        let evaluation = EnsembleEvaluation(
            .accuracy,
            outputs: [
                member([0.9, 0.4, 0.4, 0.6]),  // right, wrong, right, wrong
                member([0.6, 0.4, 0.9, 0.4]),  // right, wrong, wrong, right
                member([0.4, 0.9, 0.3, 0.4]),  // wrong, right, right, right
            ], targets: Tensor([0, 0, 1, 1] as [Int32], shape: [4]),
            combinations: [.averageProbabilities, .vote])
        #expect(evaluation.members == [0.5, 0.5, 0.75])
        #expect(abs(evaluation.meanOfMembers - 7 / 12) < 1e-12)
        // Means of the share of class 0: 0.633, 0.567, 0.533, 0.467.
        #expect(evaluation[.averageProbabilities] == 0.75)
        // Votes for class 0: 2, 1, 1, 1.
        #expect(evaluation[.vote] == 0.75)
    }

    @Test("numbers are combined by their mean")
    func numbers() {
        let evaluation = EnsembleEvaluation(
            .meanAbsoluteError, outputs: [scores([[1], [5]]), scores([[3], [4]])],
            targets: scores([[2], [4]]),
            combinations: [.averageOutputs])
        #expect(evaluation.members == [1, 0.5])
        #expect(evaluation[.averageOutputs] == 0.25)
    }

    @Test("an ensemble of one run several times does as well as the run")
    func identicalMembers() throws {
        try withTemporaryDirectory { url in
            let run = try sampleRun("two-layer", examples: 60, epochs: 2, batchSize: 20)
            let directory = RunDirectory(url.appending(path: "run").path)
            try run.complete(RunRecord(of: run), in: directory)
            let saved = try SavedRun(directory)
            let evaluation = try EnsembleEvaluation(of: [saved, saved, saved], on: run.data)
            let alone = try #require(run.trainer.history.last?.validationAccuracy)
            #expect(evaluation.members == [alone, alone, alone])
            #expect(evaluation[.averageProbabilities] == alone && evaluation[.vote] == alone)
            #expect(abs(evaluation.meanOfMembers - alone) < 1e-12)
        }
    }

    @Test("a run resumes bit for bit where it stopped, and is then only read")
    func completion() throws {
        try withTemporaryDirectory { url in
            func run() throws -> RecipeRun {
                try sampleRun("softmax", examples: 40, epochs: 3, batchSize: 10)
            }
            let (whole, parts) = (url.appending(path: "whole").path, url.appending(path: "parts").path)
            let record = try RunRecord(of: run())
            try run().complete(record, in: RunDirectory(whole))

            let stop = StopRequest()
            let stopper = Witness { if $0.step == 6 { stop(because: "enough") } }
            try run().complete(record, in: RunDirectory(parts), observers: [stopper], stop: stop)
            #expect(try RunDirectory(parts).epochsDone() == 1)
            let rest = Witness()
            try run().complete(record, in: RunDirectory(parts), observers: [rest])
            #expect(rest.steps.map(\.step) == Array(7...12))
            func model(_ path: String) throws -> Data {
                try Data(contentsOf: URL(fileURLWithPath: "\(path)/model.safetensors"))
            }
            #expect(try model(parts) == model(whole))

            let nothing = Witness()
            try run().complete(record, in: RunDirectory(parts), observers: [nothing])
            #expect(nothing.steps.isEmpty && nothing.outcomes.isEmpty)
        }
    }

    @Test("another run's directory is refused, and stays as it is")
    func otherRun() throws {
        try withTemporaryDirectory { url in
            let run = try sampleRun("softmax", examples: 20, epochs: 1, batchSize: 10)
            let directory = RunDirectory(url.path)
            try run.complete(RunRecord(of: run), in: directory)
            let longer = try sampleRun("softmax", examples: 20, epochs: 2, batchSize: 10)
            let accumulating = try sampleRun(
                "softmax", examples: 20, epochs: 1, batchSize: 10, accumulation: 2)
            let elsewhere = try RecipeRun(
                run.recipe, on: run.data, options: ["examples": "20", "data-seed": "5"],
                with: run.hyperparameters, seed: 0)
            for (other, found, expected) in [
                (accumulating, "a run with the accumulation 1", "2"),
                (longer, "a run with the epochs 1", "2"),
                (elsewhere, "a run on --data-seed 0", "--data-seed 5 --examples 20"),
            ] as [(RecipeRun, String, String)] {
                #expect(
                    throws: DataError.malformed(
                        source: directory.url.path, found: found,
                        expected: "\(expected), or another directory")
                ) {
                    try other.complete(RunRecord(of: other), in: directory)
                }
            }
            #expect(try directory.record().hyperparameters.epochs == 1)
        }
    }

    @Test("a run with patience is completed to its best epoch, also if it was killed behind its last one")
    func patience() throws {
        try withTemporaryDirectory { url in
            let sample = try sampleRun("softmax", examples: 40, epochs: 4, batchSize: 10, learningRate: 0.5)
            func run(patience: Int?) throws -> RecipeRun {
                var chosen = sample.hyperparameters
                chosen.patience = patience
                return try RecipeRun(sample.recipe, on: sample.data, with: chosen, seed: 0)
            }
            func model(_ directory: RunDirectory) throws -> Data {
                try Data(contentsOf: directory.url.appending(path: "model.safetensors"))
            }
            let (killed, last) = (RunDirectory(url.path + "/killed"), RunDirectory(url.path + "/last"))
            let patient = try run(patience: 9)
            try patient.complete(RunRecord(of: patient), in: killed)
            try #require(patient.trainer.modelEpoch ?? 4 < 4)
            let best = try model(killed)
            let impatient = try run(patience: nil)
            try impatient.complete(RunRecord(of: impatient), in: last)
            try #require(try model(last) != best)
            try model(last).write(to: killed.url.appending(path: "model.safetensors"))

            let again = try run(patience: 9)
            try again.complete(RunRecord(of: again), in: killed)
            #expect(try model(killed) == best)
        }
    }

    @Test("snapshots are of the ends of cycles")
    func snapshots() throws {
        try withTemporaryDirectory { url in
            let run = try sampleRun("softmax", examples: 20, epochs: 4, batchSize: 10)
            let directory = EnsembleDirectory(url.path)
            try run.fit(observers: [Snapshots(every: 2, in: directory, RunRecord(of: run))])
            for number in 1...2 {
                #expect(try directory.member(number).history().map(\.epoch) == Array(1...2 * number))
            }
            #expect(!directory.member(3).isBegun)
        }
    }

    @Test("snapshots share out the epochs evenly or not at all")
    func cycles() {
        #expect(Snapshots.schedule(epochs: 10, cycles: 5) == .cosineRestarts(period: 2))
        #expect(Snapshots.schedule(epochs: 3, cycles: 3) == .cosineRestarts(period: 1))
        #expect(Snapshots.schedule(epochs: 10, cycles: 3) == nil)
        #expect(Snapshots.schedule(epochs: 2, cycles: 4) == nil)
    }

    @Test("data of a fixed seed are the same for runs of every seed")
    func fixedSeed() throws {
        let recipe = try #require(Recipe.named("softmax"))
        let options: OptionValues = ["examples": "10"]
        let fixed = recipe.fixingData(options, seed: 4)
        #expect(fixed == ["examples": "10", "data-seed": "4"])
        #expect(recipe.fixingData(fixed, seed: 5) == fixed)
        func images(_ options: OptionValues, seed: UInt64) throws -> LabeledImages {
            try ImageClassification.load(options, seed: seed).training
        }
        #expect(try images(fixed, seed: 9) == images(options, seed: 4))
        let files: OptionValues = ["data": "/data"]
        #expect(recipe.fixingData(files, seed: 4) == files)
    }
}
