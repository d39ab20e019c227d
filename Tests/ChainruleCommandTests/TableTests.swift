import Chainrule
import ChainruleData
import ChainruleRecipes
import Foundation
import TestSupport
import Testing

@Suite("chainrule on tables") struct TableTests {
    /// Three classes that two of four columns tell apart; 90 rows.
    private func writeFlowers(_ directory: URL) throws {
        let rows = (0..<90).map { index -> String in
            let kind = index % 3
            let noise = Double(index * 37 % 17) / 17
            return
                "\(Double(kind) + noise / 2),\(noise),\(index % 2 == 0 ? "wet" : "dry"),\(5 - kind),\(["rose", "tulip", "iris"][kind])"
        }
        let text = (["length,width,soil,petals,kind"] + rows).joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: directory.appending(path: "flowers.csv"))
    }

    private let quick = ["--epochs", "20", "--batch", "16", "--lr", "0.01", "--hidden", "16"]

    @Test("a table is trained, evaluated and predicted by command")
    func wholeWay() throws {
        try withTemporaryDirectory { directory in
            try writeFlowers(directory)
            let trained = try runTool(
                ["train", "table", "--data", "flowers.csv", "--target", "kind", "--out", "run"] + quick,
                in: directory)
            expectSuccess(trained)
            #expect(
                trained.output.contains(
                    "72 training and 18 validation rows (comma-separated, header, 90 rows), target 'kind', "
                        + "one of 3 classes"))
            for figure in ["validation accuracy", "validation macro-f1", "validation roc-auc", "true │"] {
                #expect(trained.output.contains(figure))
            }
            let record = try RunDirectory(directory.appending(path: "run").path).record()
            #expect(record.options.texts["hidden"] == "16" && record.options.texts["target"] == "kind")
            #expect(try #require(record.validationMetrics?["accuracy"]) > 0.9)

            let evaluated = try runTool("evaluate", "run", in: directory)
            expectSuccess(evaluated)
            #expect(evaluated.output.contains("validation accuracy"))
            let other = try runTool("evaluate", "run", "--data", "flowers.csv", in: directory)
            expectSuccess(other)

            try Data("width,petals,length,soil\n0.5,5,0.25,wet\n0.5,3,2.25,wet\n".utf8)
                .write(to: directory.appending(path: "new.csv"))
            let predicted = try runTool("predict", "run", "new.csv", in: directory)
            expectSuccess(predicted)
            let lines = predicted.output.split(separator: "\n")
            #expect(lines.count == 3 && lines[1].contains("rose") && lines[2].contains("iris"))
            let csv = try runTool("predict", "run", "new.csv", "--csv", in: directory)
            #expect(csv.output.split(separator: "\n").first == "input,prediction,iris,rose,tulip")
            let json = try runTool("predict", "run", "new.csv", "--json", in: directory)
            let predictions = try JSONDecoder().decode([Prediction].self, from: Data(json.output.utf8))
            #expect(predictions.map(\.label) == ["rose", "iris"])
            // A class has probabilities and nothing else.
            #expect(!json.output.contains("values") && !json.output.contains("objects"))
            for prediction in predictions {
                #expect(abs(prediction.probabilities.reduce(0) { $0 + $1.value } - 1) < 1e-5)
            }
        }
    }

    @Test("every command that trains takes a table")
    func everyCommand() throws {
        try withTemporaryDirectory { directory in
            try writeFlowers(directory)
            let table =
                ["table", "--data", "flowers.csv", "--target", "petals", "--task", "regression"] + quick
            let folds = try runTool(["cross-validate"] + table + ["--folds", "3"], in: directory)
            expectSuccess(folds)
            #expect(folds.output.contains("\nrmse") && folds.output.contains(" ± "))
            expectSuccess(try runTool(["doctor"] + table, in: directory))
            let ensemble = try runTool(
                ["ensemble"] + table + ["--members", "2", "--out", "e"], in: directory)
            expectSuccess(ensemble)
            #expect(ensemble.output.contains("ensemble (average)") && !ensemble.output.contains("(vote)"))
            expectSuccess(try runTool("evaluate", "e", in: directory))
            try Data(#"{"hidden": {"choice": ["8", "16,16"]}}"#.utf8)
                .write(to: directory.appending(path: "space.json"))
            let options = ["table", "--data", "flowers.csv", "--target", "petals", "--epochs", "2"]
            let search = try runTool(
                ["search"] + options + ["--space", "space.json", "--method", "grid", "--out", "s"],
                in: directory)
            expectSuccess(search)
            #expect(search.output.contains("objective: validation accuracy"))
        }
    }

    @Test(
        "wrong options and files get one line and leave nothing behind",
        arguments: [
            (["table"], Int32(2), "a recipe for tables needs --data with the path of a table"),
            (
                ["table", "--data", "flowers.csv"], 1,
                "--target: found nothing, expected the column to predict, one of length, width, soil, petals, kind"
            ),
            (["table", "--data", "flowers.csv", "--target", "color"], 1, "found no column 'color'"),
            (["table", "--data", "none.csv", "--target", "kind"], 1, "none.csv: does not exist"),
            (
                ["table", "--data", "flowers.csv", "--target", "kind", "--held-out", "1.5"], 2,
                "the value '1.5' of '--held-out' is not a path, or a number from 0 up to but excluding 1"
            ),
            (
                ["table", "--data", "flowers.csv", "--target", "kind", "--hidden", "a"], 2,
                "the value 'a' of '--hidden' is not up to 16 integers from 1 to 8192 with commas between them, or 0"
            ),
            (["lenet", "--hidden", "8"], 2, "--hidden does not apply to the recipe lenet, only to table"),
            (
                ["table", "--glyphs", "digits", "--data", "flowers.csv"], 2,
                "--glyphs does not apply to the recipe table, only to "
            ),
        ])
    func refusals(_ words: [String], _ code: Int32, _ message: String) throws {
        try withTemporaryDirectory { directory in
            try writeFlowers(directory)
            let result = try runTool(["train"] + words + ["--out", "run"], in: directory)
            #expect(result.code == code)
            #expect(result.error.contains(message), "\(result.error)")
            #expect(result.error.split(separator: "\n").count == 1)
            #expect(!FileManager.default.fileExists(atPath: directory.appending(path: "run").path))
        }
    }

    @Test("images are predicted by class, and those of another size are refused")
    func images() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(
                try runTool(
                    "train", "softmax", "--examples", "400", "--epochs", "2", "--out", "run", in: directory))
            let run = try SavedRun(directory.appending(path: "run").path)
            let images = Glyphs.digits.trainingData(trainingCount: 400, validationCount: 80).validation
            // As bytes, and as a NumPy array of one image per row.
            let array = Tensor(images.pixels.map { Int32($0) }, shape: [images.count, 28, 28])
            try NumPy.write(array, to: directory.appending(path: "images.npy").path)
            let predictions = try run.predict([directory.appending(path: "images.npy").path])
            let correct = zip(predictions, images.labels).count { $0.label == "\($1)" }
            let accuracy = try #require(run.evaluate().evaluation.accuracy)
            #expect(Double(correct) / Double(images.count) == accuracy)
            let small = Tensor([Int32](repeating: 0, count: 27 * 28), shape: [27, 28])
            try NumPy.write(small, to: directory.appending(path: "small.npy").path)
            let refused = try runTool("predict", "run", "small.npy", in: directory)
            #expect(refused.code == 1)
            #expect(
                refused.error.contains(
                    "found an array of shape [27, 28], expected [1, 28, 28] or [N, 1, 28, 28]"))
        }
    }
}
