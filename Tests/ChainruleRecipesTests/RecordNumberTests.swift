import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation
import RecipeTestSupport
import TestSupport
import Testing

/// Every number of every record is replaced by others that it may not be, behind the hashes that would tell.
@Suite("Numbers in records that do not make sense")
struct RecordNumberTests {
    private var numbers: [Any] { [0, -1, 1 << 53, Int.max, 1e308, -0.5, NSNull(), "x"] }

    /// The object with one number replaced, in all ways.
    private func variants(of object: Any) -> [Any] {
        switch object {
        case let members as [String: Any]:
            members.keys.sorted().flatMap { key in
                variants(of: members[key]!).map { variant -> Any in members.merging([key: variant]) { $1 } }
            }
        case let elements as [Any]:
            elements.indices.flatMap { index in
                variants(of: elements[index]).map { variant in
                    var changed = elements
                    changed[index] = variant
                    return changed
                }
            }
        // What metrics have summed up is JSON within JSON.
        case let text as String where text.hasPrefix("{"):
            variants(of: json(Data(text.utf8))).map { String(decoding: data($0, []), as: UTF8.self) }
        case is NSNumber: numbers
        default: []
        }
    }

    private func json(_ data: Data) -> Any {
        (try? JSONSerialization.jsonObject(with: data)) ?? NSNull()
    }

    private func data(_ object: Any, _ options: JSONSerialization.WritingOptions) -> Data {
        (try? JSONSerialization.data(withJSONObject: object, options: options)) ?? Data()
    }

    /// Calls `body` with every variant of a file; errors must be among those that readers are known to throw.
    private func forEachVariant(
        of file: URL, write: (Any) throws -> Void, _ body: () throws -> Void
    ) throws -> (accepted: Int, refused: Int) {
        let original = json(try Data(contentsOf: file))
        var (accepted, refused) = (0, 0)
        for variant in variants(of: original) {
            try write(variant)
            do {
                try body()
                accepted += 1
            } catch {
                #expect(
                    error is DataError || error is CheckpointError || error is TrainingError
                        || error is TrainingSetupError, "\(error)")
                refused += 1
            }
        }
        return (accepted, refused)
    }

    @Test("in run.json are refused, or make a run")
    func runRecord() throws {
        try withTemporaryDirectory { url in
            let recipe = Recipe.named("softmax")!
            let options: OptionValues = ["examples": "20", "data-seed": "1"]
            let run = try RecipeRun(
                recipe, on: recipe.task.loadedData(options, seed: 1), options: options, seed: 1)
            let (directory, file) = (RunDirectory(url.path), url.appending(path: "run.json"))
            var record = try RunRecord(of: run)
            (record.epoch, record.trainingMetrics) = (1, ["accuracy": 0.5])
            try directory.save(record, run.trainer.model, [])
            let counts = try forEachVariant(of: file) { variant in
                let members = (variant as! [String: Any]).filter { $0.key != "sha256" }
                try SealedJSON.sealed(data(members, [.prettyPrinted, .sortedKeys])).write(to: file)
            } _: {
                let saved = try SavedRun(directory)
                #expect(saved.record.parameterCount == saved.model.parameterCount)
                _ = try RecipeRun(resuming: saved.record, source: url.path)
            }
            #expect(counts.refused > 50 && counts.accepted > 0)
        }
    }

    @Test("in a checkpoint are refused, or training resumes")
    func checkpoint() throws {
        func trainer() -> Trainer {
            let model = withRandomSeed(1) {
                Sequential {
                    Linear(2, 2)
                    Dropout(0.5)
                }
            }
            return Trainer(
                model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.1),
                metrics: [.accuracy, .macroF1], schedule: .cosine())
        }
        let samples = Samples(
            inputs: Tensor([[0, 1], [1, 0], [1, 1], [0, 0]]), targets: Tensor([0, 1, 1, 0] as [Int32]))
        func fit(
            _ trainer: Trainer, _ observers: [any TrainingObserver], _ stop: StopRequest = StopRequest()
        ) throws {
            try trainer.fit(
                samples, validation: samples, epochs: 2, batchSize: 2, observers: observers, stop: stop)
        }
        try withTemporaryDirectory { url in
            // Within the second epoch, when all sums are above 0.
            let stop = StopRequest()
            let stopper = Witness { if $0.step == 3 { stop(because: "of the test") } }
            try fit(trainer(), [stopper, Checkpoints(url.path, everySteps: 1)], stop)
            let checkpoint = try #require(Checkpoint.all(in: url.path).last)
            let file = checkpoint.url.appending(path: "state.json")
            let sums = checkpoint.url.appending(path: "SHA256SUMS")
            let lines = try String(contentsOf: sums, encoding: .utf8)
            let others = lines.split(separator: "\n").filter { !$0.hasSuffix("state.json") }
            let counts = try forEachVariant(of: file) { variant in
                try data(variant, []).write(to: file)
                let hash = try SHA256.hexDigest(ofFile: file.path)
                try Data((others + ["\(hash)  state.json"]).joined(separator: "\n").utf8).write(to: sums)
            } _: {
                let trainer = trainer()
                try checkpoint.restore(into: trainer)
                try fit(trainer, [Doctor(show: { _ in })])
                #expect(trainer.position.epoch == 2 && trainer.history.count == 2)
            }
            #expect(counts.refused > 50 && counts.accepted > 0)
        }
    }

    @Test("in the log of a search are refused, or are a trial")
    func searchLog() throws {
        let plan = SearchPlan(
            recipe: "softmax", options: [], space: SearchSpace(["lr": .log(1e-4...1)]),
            method: .random(trials: 4, rounds: 1), seed: 3, objective: .accuracy)
        try withTemporaryDirectory { url in
            let (directory, file) = (SearchDirectory(url.path), url.appending(path: "trials.jsonl"))
            let trial = Trial(
                number: 2, proposal: Proposal(["lr": 0.5], epochs: 3),
                outcome: .measured(loss: 0.25, metrics: ["accuracy": 0.9]), seconds: 1.5)
            try directory.open(for: plan).append(trial)
            let counts = try forEachVariant(of: file) { variant in
                try (data(variant, []) + Data("\n".utf8)).write(to: file)
            } _: {
                // A search takes only what its method proposes; a trial of another number is run again.
                let found = try directory.open(for: plan).trial(2, of: trial.proposal)
                let trials = [found].compactMap(\.self)
                #expect(trials.allSatisfy { (0...1).contains($0.cost(.accuracy)) })
                try directory.write(ParallelCoordinates(trials, of: plan))
            }
            #expect(counts.refused > 15 && counts.accepted > 0)
            // The plan, for a search that is to have the numbers it was begun with.
            try Data().write(to: file)
            let planFile = url.appending(path: "search.json")
            let planCounts = try forEachVariant(of: planFile) { variant in
                try data(variant, []).write(to: planFile)
            } _: {
                _ = try directory.open(for: plan)
            }
            #expect(planCounts.refused > 20)
        }
    }

    @Test("in the record of an ensemble are refused, or name its members")
    func ensembleRecord() throws {
        try withTemporaryDirectory { url in
            let file = url.appending(path: "ensemble.json")
            let record = """
                {"combined": [{"combination": "vote", "value": 0.5}], "data": "digits", "meanOfMembers": 0.5,
                "members": [{"directory": "member-1", "seed": 1, "value": 0.5}], "metric": "accuracy",
                "recipe": "softmax", "validationCount": 2, "version": "1"}
                """
            try Data(record.utf8).write(to: file)
            let counts = try forEachVariant(of: file) {
                try data($0, []).write(to: file)
            } _: {
                let members = try EnsembleDirectory(url.path).members()
                #expect(members?.count == 1)
            }
            #expect(counts.refused > 0 && counts.accepted > 0)
        }
    }
}
