import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("chainrule train")
struct TrainTests {
    private let small = ["--examples", "100", "--epochs", "2"]

    @Test(
        "tells how it goes, saves the run, and evaluate finds the very same figures",
        arguments: Glyphs.allCases)
    func glyphs(_ glyphs: Glyphs) throws {
        try withTemporaryDirectory { directory in
            let trained = try runTool(
                ["train", "two-layer", "--glyphs", glyphs.rawValue, "--out", "run"] + small, in: directory)
            expectSuccess(trained)
            #expect(trained.output.contains("100 training and 20 validation images of"))
            #expect(trained.output.contains("\n    1/2 ") && trained.output.contains("\n    2/2 "))
            #expect(trained.output.contains("training accuracy "))
            // The matrix of 26 letters is wider than 80 columns; the most confused pairs stand in its place.
            #expect(trained.figures.count == (glyphs == .digits ? 12 : 1))

            let run = RunDirectory(directory.appending(path: "run").path)
            #expect(
                try files(in: run.url) == [
                    "checkpoints", "history.csv", "history.jsonl", "model.safetensors", "report",
                    "report.html",
                    "run.json", "tensorboard",
                ])
            #expect(try run.record().task.outputs == .classes(glyphs.classNames))
            let accuracy = try #require(try run.record().validationMetrics?["accuracy"])
            let correct = Int((accuracy * 20).rounded())
            #expect(trained.output.contains("(\(correct) of 20)"))
            let trainingAccuracy = try #require(try run.record().trainingMetrics?["accuracy"])
            #expect(trained.output.contains("(\(Int((trainingAccuracy * 100).rounded())) of 100)"))

            let evaluated = try runTool("evaluate", "run", in: directory)
            expectSuccess(evaluated)
            #expect(evaluated.figures == trained.figures)
        }
    }

    @Test("draws as many of the first misclassified validation images as fit, in their order")
    func misread() throws {
        try withTemporaryDirectory { directory in
            let trained = try runTool(["train", "softmax", "--out", "run"] + small, in: directory)
            let run = try SavedRun(RunDirectory(directory.appending(path: "run").path))
            let images = Glyphs.digits.trainingData(trainingCount: 100, validationCount: 20).validation
            let misclassified = try run.evaluate().evaluation.misclassified
            #expect(
                misclassified.count > 3 && misclassified.map(\.index) == misclassified.map(\.index).sorted())
            let captions = misclassified.prefix(3).map {
                "\(images.labels[$0.index]), predicted \($0.prediction)"
            }
            let line = try #require(
                trained.output.split(separator: "\n").first { $0.contains("predicted") })
            let shown = line.split(separator: "  ").map(String.init)
            #expect(shown.count == 2 && captions.starts(with: shown))
            #expect(trained.output.contains("█"))
        }
    }

    @Test("the history has a line of JSON per epoch, and one of a table")
    func history() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try runTool(["train", "softmax", "--out", "run"] + small, in: directory))
            func lines(_ name: String) throws -> [Substring] {
                try String(contentsOf: directory.appending(path: "run/\(name)"), encoding: .utf8)
                    .split(separator: "\n")
            }
            let epochs = try lines("history.jsonl").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            let keys = [
                "epoch", "examples", "idleSeconds", "learningRate", "loss", "metrics", "observingSeconds",
                "seconds", "validationLoss", "validationMetrics",
            ]
            #expect(epochs.map { $0.keys.sorted() } == [keys, keys])
            #expect(epochs.map { $0["epoch"] as? Int } == [1, 2])
            let table = try lines("history.csv")
            #expect(
                table[0]
                    == "epoch,loss,validation loss,accuracy,validation accuracy,learning rate,examples,seconds,"
                    + "idle seconds,observing seconds")
            let record = try RunDirectory(directory.appending(path: "run").path).history()[1]
            #expect(table.count == 3 && table[2].hasPrefix("2,\(record.loss),\(record.validationLoss!),"))
        }
    }

    @Test("without --out the run goes into a new directory of runs")
    func defaultDirectory() throws {
        try withTemporaryDirectory { directory in
            for expected in ["runs/svm", "runs/svm-2", "runs/svm-3"] {
                let trained = try runTool(["train", "svm"] + small, in: directory)
                expectSuccess(trained)
                #expect(
                    trained.output.contains(
                        ", the last\nsaved in \(expected), with a report in report.html; "))
                #expect(directory.appending(path: "\(expected)/model.safetensors").exists)
            }
        }
    }

    @Test("the seed decides every byte of the model, and the number of threads none")
    func reproducibility() throws {
        try withTemporaryDirectory { directory in
            func model(_ name: String, _ options: String...) throws -> Data {
                let arguments = ["train", "two-layer", "--out", name] + small
                expectSuccess(try runTool(arguments + options, in: directory))
                return try Data(contentsOf: directory.appending(path: "\(name)/model.safetensors"))
            }
            let first = try model("a", "--seed", "5", "--threads", "1")
            #expect(try model("b", "--seed", "5", "--threads", "2") == first)
            #expect(try model("c", "--seed", "6", "--threads", "2") != first)
        }
    }

    @Test("epochs, batch and learning rate are those asked for")
    func hyperparameters() throws {
        try withTemporaryDirectory { directory in
            let options = ["--epochs", "3", "--batch", "7", "--lr", "1e-3", "--seed", "\(UInt64.max)"]
            expectSuccess(
                try runTool(
                    ["train", "softmax", "--examples", "20", "--out", "run"] + options, in: directory))
            let run = RunDirectory(directory.appending(path: "run").path)
            let record = try run.record()
            #expect(record.hyperparameters.epochs == 3)
            #expect(record.hyperparameters.batchSize == 7)
            #expect(record.hyperparameters.learningRate == 1e-3)
            #expect(record.seed == .max)
            #expect(record.options == ["examples": "20"])
            #expect(try run.history().count == 3)
        }
    }

    @Test("the fewest examples are measured on one more")
    func fewExamples() throws {
        try withTemporaryDirectory { directory in
            let result = try runTool(
                "train", "softmax", "--examples", "3", "--epochs", "1", "--out", "run", in: directory)
            #expect(result.output.contains(": 3 training and 1 validation images of "))
        }
    }

    @Test("nobody but a terminal sees a progress line")
    func progressLine() throws {
        try withTemporaryDirectory { directory in
            let piped = try runTool(["train", "softmax", "--out", "a"] + small, in: directory)
            expectSuccess(piped)
            #expect(!piped.output.contains("\u{1B}"))
            #if os(Linux)
            let watched = try runShell(
                "script -qec 'chainrule train softmax --examples 300 --epochs 2 --out b' /dev/null </dev/null",
                in: directory)
            for part in ["\r\u{1B}[K1/2 ", "accuracy ", " examples/s  ", " left"] {
                #expect(watched.output.contains(part))
            }
            #endif
        }
    }

    @Test(
        "a diverging loss ends the run with advice and leaves its report alone",
        arguments: ["adaline", "softmax", "svm", "two-layer", "mlp", "lenet"]
    )
    func divergence(_ recipe: String) throws {
        try withTemporaryDirectory { directory in
            let result = try runTool(["train", recipe, "--lr", "1e9", "--out", "run"] + small, in: directory)
            #expect(result.code == 3)
            // Where one batch holds all examples, the validation ones show it first.
            let isValidation = result.error.hasPrefix("chainrule: the validation loss became ")
            #expect(isValidation || result.error.hasPrefix("chainrule: the loss became "))
            #expect(result.error.contains(isValidation ? " after epoch 1; " : " in epoch 1, step "))
            #expect(result.error.contains("; try a learning rate of "))
            #expect(result.error.hasSuffix("; how it went is in run/report.html\n"))
            #expect(result.error.filter(\.isNewline).count == 1)
            let run = directory.appending(path: "run")
            #expect(try files(in: run) == ["report.html"])
            let report = try String(contentsOf: run.appending(path: "report.html"), encoding: .utf8)
            #expect(report.contains("Ended early, after 0 epochs of "))
            #expect(report.contains("<h2 id=\"findings"))
            // The next training may take the same place.
            expectSuccess(try runTool(["train", recipe, "--out", "run"] + small, in: directory))
        }
    }

    @Test("a range test that ends in an explosion says what rate to take, and leaves its report alone")
    func rangeTest() throws {
        try withTemporaryDirectory { directory in
            let result = try runTool(
                "train", "two-layer", "--schedule", "range-test:1e-4:1e7", "--examples", "2000", "--epochs",
                "1",
                "--batch", "10", "--out", "run", in: directory)
            expectSuccess(result)
            #expect(result.output.contains("range test: the loss fell fastest at learning rate "))
            #expect(result.output.contains("; try --lr ") && !result.output.contains("doctor:"))
            #expect(try files(in: directory.appending(path: "run")) == ["report.html"])
        }
    }

    @Test("a loss that diverges late leaves the model of the epoch before")
    func lateDivergence() throws {
        try withTemporaryDirectory { directory in
            // The penalty's steps are longer than the weights they should shorten.
            let result = try runTool(
                "train", "svm", "--lr", "4000", "--examples", "50", "--epochs", "100", "--out", "run",
                in: directory)
            let run = RunDirectory(directory.appending(path: "run").path)
            let saved = try run.history().count
            #expect(result.code == 3)
            #expect(result.error.contains(" in epoch \(saved + 1), step "))
            let last = try #require(try files(in: directory.appending(path: "run/checkpoints")).last)
            #expect(result.error.hasSuffix("; the last checkpoint is \(run.checkpoints)/\(last)\n"))
            #expect(result.error.filter(\.isNewline).count == 1)
            expectSuccess(try runTool("evaluate", "run", in: directory))
        }
    }
}
