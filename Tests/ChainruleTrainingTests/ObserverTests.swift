import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation
import RecipeTestSupport
import TestSupport
import Testing

@Suite("Observers")
struct ObserverTests {
    @Test("end a training that has not become better for as many epochs as they are patient")
    func earlyStopping() throws {
        // With no steps to speak of the accuracy stays what it is: the first epoch is the best.
        let run = try sampleRun("softmax", examples: 30, epochs: 9, batchSize: 10, learningRate: 1e-30)
        let outcome = try run.fit(observers: [EarlyStopping(patience: 3)])
        guard case .stopped(let reason) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(reason == "no improvement on the validation set since epoch 1")
        #expect(run.trainer.history.count == 4)
    }

    @Test("end a resumed training at once if no patience is left, and none whose epochs are done")
    func spentPatience() throws {
        let run = try sampleRun("softmax", examples: 30, epochs: 9, batchSize: 10, learningRate: 1e-30)
        try run.fit(observers: [EarlyStopping(patience: 3)])
        let outcome = try run.fit(observers: [EarlyStopping(patience: 3)])
        guard case .stopped = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(run.trainer.history.count == 4)
        let end = try run.trainer.fit(
            run.training, validation: run.validation, epochs: 4, batchSize: 10,
            observers: [EarlyStopping(patience: 3)])
        guard case .finished = end else { return #expect(Bool(false), "\(end)") }
    }

    @Test("that look at a validation set throw before the first step if there is none")
    func noValidationSet() throws {
        let run = try sampleRun("softmax", examples: 30, epochs: 1, batchSize: 10)
        #expect(throws: TrainingSetupError.noValidationSet(neededBy: "early stopping")) {
            try run.trainer.fit(run.training, epochs: 1, observers: [EarlyStopping(patience: 3)])
        }
        let trainer = Trainer(
            run.model, loss: softmaxCrossEntropy, optimizer: SGD(run.model, learningRate: 1),
            schedule: .reduceOnPlateau())
        let nothing = (run.training as! StandardizedImages).prefix(0)
        for validation in [nil, nothing] as [(any SampleSet)?] {
            #expect(throws: TrainingSetupError.noValidationSet(neededBy: "the schedule plateau")) {
                try trainer.fit(run.training, validation: validation, epochs: 1)
            }
        }
        #expect(run.trainer.position == Position() && trainer.position == Position())
    }

    @Test("can be closures, called after every step and after every epoch")
    func closures() throws {
        let run = try sampleRun("softmax", examples: 30, epochs: 2, batchSize: 10)
        var (steps, epochs) = ([Int](), [Int]())
        try run.fit(observers: [.onStep { steps.append($0.step) }, .onEpoch { epochs.append($0.epoch) }])
        #expect(steps == Array(1...6) && epochs == [1, 2])
        struct Enough: Error {}
        #expect(throws: Enough.self) {
            try run.trainer.fit(
                run.training, epochs: 3, batchSize: 10, observers: [.onStep { _ in throw Enough() }])
        }
        #expect(run.trainer.position.step == 7)
    }

    @Test("are all notified of the end, once, even if one of them fails")
    func end() throws {
        struct Failure: Error {}
        final class Failing: TrainingObserver {
            var ends = 0
            func trainingEnds(_ outcome: Outcome, of training: Training) throws {
                ends += 1
                throw Failure()
            }
        }
        let (failing, witness) = (Failing(), Witness())
        let run = try sampleRun("softmax", examples: 30, epochs: 1, batchSize: 10)
        #expect(throws: Failure.self) { try run.fit(observers: [failing, witness]) }
        #expect(failing.ends == 1 && witness.outcomes.count == 1)
    }

    @Test("leave a training alone that becomes better")
    func patience() throws {
        let run = try sampleRun("softmax", examples: 200, epochs: 2, batchSize: 10)
        guard case .finished = try run.fit(observers: [EarlyStopping(patience: 2)]) else {
            return #expect(Bool(false))
        }
    }

    @Test("write the history as lines of JSON and as a table, whole after every epoch")
    func historyLog() throws {
        try withTemporaryDirectory { url in
            let (lines, table) = (url.appending(path: "a.jsonl"), url.appending(path: "a.csv"))
            let run = try sampleRun("softmax", examples: 30, epochs: 2, batchSize: 10)
            try run.fit(observers: [HistoryLog(lines.path), HistoryLog(table.path, .csv)])
            let records = try String(contentsOf: lines, encoding: .utf8).split(separator: "\n").map {
                try JSONDecoder().decode(EpochRecord.self, from: Data($0.utf8))
            }
            #expect(records == run.trainer.history)
            let rows = try String(contentsOf: table, encoding: .utf8).split(separator: "\n")
            #expect(rows.count == 3)
            #expect(rows.allSatisfy { $0.split(separator: ",").count == 10 })
        }
    }

    @Test("that cannot write end the training with the path and the reason")
    func unwritable() throws {
        let run = try sampleRun("softmax", examples: 30, epochs: 2, batchSize: 10)
        let error = #expect(throws: (any Error).self) {
            try run.fit(observers: [HistoryLog("/nowhere/history.jsonl")])
        }
        #expect(
            "\(error!)"
                == "/nowhere/history.jsonl: cannot be written: open of history.jsonl failed: No such file or directory"
        )
    }

    @Test("suggest a learning rate from a range test, also if it ends in divergence")
    func rangeTest() throws {
        let run = try sampleRun("two-layer", examples: 600, epochs: 1, batchSize: 5)
        let trainer = Trainer(
            run.model, loss: softmaxCrossEntropy, optimizer: SGD(run.model, learningRate: 1),
            schedule: .rangeTest(from: 1e-5, to: 1e6))
        var said: [String] = []
        #expect(throws: TrainingError.self) {
            try trainer.fit(run.training, epochs: 1, batchSize: 5, observers: [RangeTest { said.append($0) }])
        }
        #expect(said.count == 1)
        let rate = try #require(said[0].split(separator: "try --lr ").last.flatMap { Double($0) })
        #expect((1e-3...2).contains(rate), "\(said)")
    }

    @Test("write TensorBoard's curves as the steps are made")
    func tensorBoardGrows() throws {
        try withTemporaryDirectory { url in
            var sizes: [Int] = []
            let witness = Witness { _ in
                let name = try FileManager.default.contentsOfDirectory(atPath: url.path)[0]
                sizes.append(try Data(contentsOf: url.appending(path: name)).count)
            }
            let run = try sampleRun("softmax", examples: 30, epochs: 1, batchSize: 10)
            try run.fit(observers: [TensorBoard(url.path, stepInterval: 1), witness])
            #expect(sizes.count == 3 && sizes[0] < sizes[1] && sizes[1] < sizes[2])
        }
    }

    @Test("write TensorBoard's files without changing what a training draws and what statistics it keeps")
    func tensorBoard() throws {
        func parameters(_ observers: [any TrainingObserver]) throws -> [String: [Float]] {
            let model = withRandomSeed(1) {
                Sequential {
                    Flatten()
                    BatchNorm1d(784)
                    Dropout(0.2)
                    Linear(784, 10)
                }
            }
            let run = try sampleRun("softmax", examples: 30, epochs: 2, batchSize: 10)
            let trainer = Trainer(
                model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.1))
            try trainer.fit(run.training, epochs: 2, batchSize: 10, observers: observers)
            return model.stateDictionary().mapValues { $0.scalars(as: Float.self) }
        }
        try withTemporaryDirectory { url in
            #expect(try parameters([TensorBoard(url.path)]) == parameters([]))
            let files = try FileManager.default.contentsOfDirectory(atPath: url.path)
            #expect(files.count == 1 && files[0].hasPrefix("events.out.tfevents."))
        }
    }
}
