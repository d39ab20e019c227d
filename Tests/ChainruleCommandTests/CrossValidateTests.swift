import ChainruleData
import ChainruleRecipes
import Foundation
import TestSupport
import Testing

@Suite("chainrule cross-validate")
struct CrossValidateTests {
    private let small = ["cross-validate", "softmax", "--epochs", "1", "--threads", "1"]

    @Test("prints a row for each fold, the mean and the deviation, and writes nothing")
    func rows() throws {
        try withTemporaryDirectory { directory in
            let result = try runTool(small + ["--examples", "100", "--folds", "4"], in: directory)
            expectSuccess(result)
            let rows = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            let folds = rows.filter { $0.count == 6 && $0[4] == "%" }
            #expect(folds.map { Array($0.prefix(3)) } == (1...4).map { ["\($0)", "75", "25"] })
            let mean = folds.compactMap { Double($0[3]) }.reduce(0, +) / 4
            let last = try #require(rows.last { $0.first == "accuracy" })
            #expect(abs(try #require(Double(last[1])) - mean) < 0.01)
            #expect(last[3] == "±" && rows.last?.first == "loss")
            #expect(try files(in: directory) == [])
            let again = try runTool(small + ["--examples", "100", "--folds", "4"], in: directory)
            #expect(again.output == result.output)
        }
    }

    @Test("with a directory is stopped by a signal and resumes with the same command")
    func interruption() throws {
        try withTemporaryDirectory { directory in
            let words =
                ["cross-validate", "softmax", "--epochs", "400", "--threads", "1", "--examples", "60"]
                + ["--folds", "2", "--out", "out"]
            let begun = directory.appending(path: "out/fold-1-of-2/history.jsonl")
            let text = try runTool(words, in: directory, until: { begun.exists }, then: SIGINT)
            #expect(text.hasSuffix("\ninterrupted; repeat the command to resume the cross-validation\n"))

            expectRefusal(
                try runTool("train", "--resume", "out/fold-1-of-2", in: directory), code: 1,
                "\(directory.path)/out/fold-1-of-2: found fold 1 of a cross-validation, expected a run of train; "
                    + "repeat the cross-validate command to resume its folds")
            let result = try runTool(words, in: directory)
            expectSuccess(result)
            #expect(result.output.hasSuffix("\nsaved in out\n"))
            #expect(
                try files(in: directory.appending(path: "out"))
                    == ["cross-validation.json", "fold-1-of-2", "fold-2-of-2"])
            let report = directory.appending(path: "out/fold-2-of-2/report.html")
            #expect(try String(contentsOf: report, encoding: .utf8).contains("Confusion matrix"))
            // But for the place it says the same as one that was never stopped and saved nothing.
            let whole = try runTool(words.dropLast(2), in: directory)
            #expect(result.output == whole.output + "saved in out\n")
        }
    }

    @Test("names the fold whose training diverges")
    func divergence() throws {
        try withTemporaryDirectory { directory in
            let result = try runTool(
                small + ["--examples", "40", "--folds", "2", "--lr", "1e9", "--out", "out"], in: directory)
            #expect(result.code == 3)
            #expect(result.error.hasPrefix("chainrule: fold 1: the validation loss became "))
            #expect(try files(in: directory.appending(path: "out/fold-1-of-2")) == ["report.html"])
        }
    }

    @Test("does not look at the validation examples")
    func validation() throws {
        try withTemporaryDirectory { directory in
            let data = Glyphs.digits.trainingData(trainingCount: 60, validationCount: 30)
            let other = Glyphs.digits.trainingData(trainingCount: 1, validationCount: 7, seed: 9)
            let outputs = try [data.validation, other.validation].enumerated().map { index, validation in
                let folder = directory.appending(path: "\(index)/digits").path
                try TrainingData(name: "digits", training: data.training, validation: validation)
                    .writeIDX(directory: folder)
                let result = try runTool(small + ["--folds", "3", "--data", folder])
                expectSuccess(result)
                return result.output
            }
            #expect(outputs[0] == outputs[1])
        }
    }

    @Test("refuses fewer than two folds, and more folds than examples")
    func misuse() throws {
        expectRefusal(
            try runTool(small + ["--folds", "1"]), code: 2, "--folds is 1, expected at least 2")
        expectRefusal(try runTool(small), code: 2, "missing option '--folds <n>'")
        let result = try runTool(small + ["--examples", "20", "--folds", "21"])
        #expect(result.code == 1)
        #expect(
            result.error
                == "chainrule: digits: found 20 training examples, expected at least 21, one for each fold\n"
        )
    }
}
