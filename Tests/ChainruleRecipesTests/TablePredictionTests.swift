import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("The prediction of a column of a table") struct TablePredictionTests {
    /// Writes a table and reads it as the data of a recipe.
    private func load(
        _ text: String, _ options: [String: String] = ["target": "y"], in url: URL
    ) throws -> TaskData<TablePrediction> {
        let path = url.appending(path: "table.csv").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try TablePrediction.load(OptionValues(options.merging(["data": path]) { $1 }, of: []), seed: 0)
    }

    private func task(_ text: String, _ options: [String: String] = ["target": "y"]) throws -> TablePrediction
    {
        try withTemporaryDirectory { url in
            let data = try load(text, options, in: url)
            return try TablePrediction(fitting: data.training, source: data.name)
        }
    }

    @Test(
        "numbers are standardized in double precision, texts one-hot, and missing cells are the mean with a mark"
    )
    func encoding() throws {
        try withTemporaryDirectory { url in
            // 1e6 + 0, 1, 2, 3: the deviation is √1.25.
            let text = """
                big,color,gap,y
                1000000,red,1,0.5
                1000001,blue,,1.5
                1000002,red,3,2.5
                1000003,,5,4.5
                """
            let data = try load(text, ["target": "y", "held-out": "\(url.path)/table.csv"], in: url)
            let task = try TablePrediction(fitting: data.training, source: "table")
            #expect(task.inputShape == [5])
            let batch = try task.samples(of: data.training, source: "table").batch([0, 1, 2, 3])
            let deviation = Float(1.25).squareRoot()
            let gap: [Float] = [1, 3, 5].map { ($0 - 3) / Float(8.0 / 3).squareRoot() }
            let expected: [[Float]] = [
                [-1.5 / deviation, 0, 1, gap[0], 0], [-0.5 / deviation, 1, 0, 0, 1],
                [0.5 / deviation, 0, 1, gap[1], 0], [1.5 / deviation, 0, 0, gap[2], 0],
            ]
            for (found, wanted) in zip(batch.inputs.scalars(as: Float.self), expected.joined()) {
                #expect(abs(found - wanted) < 1e-6)
            }
            #expect(
                batch.targets.shape == [4, 1]
                    && batch.targets.scalars(as: Float.self) == [0.5, 1.5, 2.5, 4.5])
        }
    }

    @Test("columns that say nothing are left out, with the reason")
    func leftOut() throws {
        let rows = (0..<40).map { "\($0),7,name \($0),,\($0 % 13 == 0 ? "inf" : "\($0)"),\($0 % 2)" }
        let task = try task((["x,same,name,empty,odd,y"] + rows).joined(separator: "\n"))
        #expect(task.encodings.map(\.column) == ["x"])
        #expect(
            task.leftOut == [
                "same": "it is constant", "name": "it holds 32 different texts in 32 rows",
                "empty": "all of its values are missing",
                "odd": "it holds 'inf' among numbers (if it marks missing values, name it with --missing)",
            ])
        #expect(task.notes.first == "column 'empty' is left out because all of its values are missing")
    }

    @Test(
        "whole numbers of few values and texts are classes, other numbers are numbers, unless the task is said",
        arguments: [
            ("auto", ["0", "1"], TaskOutputs.classes(["0", "1"])),
            ("auto", ["b", "a"], .classes(["a", "b"])),
            ("classification", ["0.5", "1.5"], .classes(["0.5", "1.5"])),
        ])
    func classes(_ task: String, _ values: [String], _ outputs: TaskOutputs) throws {
        let rows = (0..<20).map { "\($0),\(values[$0 % 2])" }
        let found = try self.task(
            (["x,y"] + rows).joined(separator: "\n"), ["target": "y", "task": task])
        #expect(found.outputs == outputs)
    }

    @Test("numbers to predict keep their units", arguments: [("auto", "0.5"), ("regression", "2")])
    func numbers(_ task: String, _ step: String) throws {
        let rows = (0..<20).map { "\($0),\(Double(step)! * Double($0 % 2))" }
        let found = try self.task((["x,y"] + rows).joined(separator: "\n"), ["target": "y", "task": task])
        guard case .numbers(let targets) = found.outputs else {
            Issue.record("found \(found.outputs)")
            return
        }
        #expect(targets.map(\.name) == ["y"])
        #expect(targets[0].deviation > 0)
    }

    @Test(
        "what cannot be learned from is refused with what is wrong",
        arguments: [
            (
                "x,y\n1,2\n3,\n5,6", ["target": "y"],
                "found nothing in line 3, column 'y', expected a value to predict (1 of 3 are missing in this column)"
            ),
            ("x,y\n1,2\n3,4", ["target": "z"], "found no column 'z', expected one of x, y"),
            ("x,y\n1,2\n3,4", [:], "--target: found nothing, expected the column to predict, one of x, y"),
            ("y\n1.5\n2.5\n3.5", ["target": "y"], "found no column beside 'y', expected at least one"),
            (
                "x,y\n1,a\n2,a\n3,a", ["target": "y"],
                "found a single class, 'a', in column 'y', expected at least two"
            ),
            (
                "x,y\n1,2.5\n2,2.5\n3,2.5", ["target": "y", "task": "regression"],
                "found a single number, 2.5, in column 'y', expected at least two"
            ),
            (
                "x,y\n1,1000000000000.5\n2,1000000000001.5\n3,1000000000002.5", ["target": "y"],
                ", in column 'y', expected larger differences: subtract their mean"
            ),
            (
                "x,y\n1,2.5", ["target": "y", "held-out": "0"],
                "found a single row to train on, expected at least two"
            ),
            (
                "x,y\n1,1.5\n1,2.5\n1,3.5", ["target": "y"],
                "found no column to learn from: 'x' is left out because it is constant"
            ),
            (
                "x,y\n1,2\n3,four", ["target": "y", "task": "regression"],
                "found 'four' in line 3, column 'y', expected a number"
            ),
        ])
    func refusals(_ text: String, _ options: [String: String], _ problem: String) {
        let error = #expect(throws: DataError.self) { try task(text, options) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test("a second table is read as the first one, with its classes")
    func heldOutFile() throws {
        try withTemporaryDirectory { url in
            func write(_ text: String, _ name: String) throws -> String {
                try Data(text.utf8).write(to: url.appending(path: name))
                return url.appending(path: name).path
            }
            let held = try write("y;x\nb;1,5\na;2,5", "held.csv")
            let data = try load(
                "x;y\n0,5;a\n1,5;b\n2,5;a\n3,5;c", ["target": "y", "held-out": held], in: url)
            #expect(data.training.count == 4 && data.validation.count == 2)
            #expect(data.validation.knownClassNumbers == [1, 0])
            let strange = try write("y;x\nd;1,5", "strange.csv")
            let error = #expect(throws: DataError.self) {
                try load("x;y\n0,5;a\n1,5;b\n2,5;a\n3,5;c", ["target": "y", "held-out": strange], in: url)
            }
            #expect(
                error?.description.contains(
                    "found the class 'd' in line 2, column 'y', expected one of a, b, c") == true)
        }
    }

    @Test("a saved run predicts new rows with the preprocessing of training, in the units of the target")
    func prediction() throws {
        try withTemporaryDirectory { url in
            // y = 100 + 20·x for red, 100 − 20·x for blue.
            let rows = (0..<200).map { index -> String in
                let x = Double(index % 50) / 50
                let isRed = index.isMultiple(of: 2)
                return "\(x),\(isRed ? "red" : "blue"),\(100 + (isRed ? 20 : -20) * x)"
            }
            let text = (["x,color,y"] + rows).joined(separator: "\n")
            let path = url.appending(path: "table.csv").path
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let recipe = try #require(Recipe.named("table"))
            let options = OptionValues(
                ["data": path, "target": "y", "hidden": "16"], of: recipe.allOptions)
            var chosen = recipe.defaults
            (chosen.epochs, chosen.learningRate) = (60, 0.01)
            let run = try RecipeRun(
                recipe, on: recipe.task.loadedData(options, seed: 0), options: options, with: chosen, seed: 0)
            let directory = RunDirectory(url.appending(path: "run").path)
            try run.complete(RunRecord(of: run), in: directory)

            let saved = try SavedRun(directory.url.path)
            let figures = try saved.evaluate().evaluation.metrics.values
            #expect(try #require(figures["rmse"]) < 1)
            // Without the target, in another order, with a color that training has not seen.
            let new = url.appending(path: "new.csv").path
            try Data("color,x\nred,0.9\nblue,0.9\ngreen,0.5\n".utf8).write(to: URL(fileURLWithPath: new))
            let predictions = try saved.predict([new])
            #expect(predictions.map(\.name) == ["1", "2", "3"])
            let values = predictions.map { $0.values[0].value }
            #expect(abs(values[0] - 118) < 3 && abs(values[1] - 82) < 3)
            #expect(predictions.allSatisfy { $0.label == nil && $0.values[0].name == "y" })
            // The rows of the table itself, target and all, come to the evaluation's figure.
            let own = try saved.predict([path]).map { $0.values[0].value }
            #expect(own.count == 200)
            let error = #expect(throws: DataError.self) {
                try Data("x\n1\n".utf8).write(to: URL(fileURLWithPath: new))
                _ = try saved.predict([new])
            }
            #expect(error?.description == "\(new): found no column 'color', expected one of x")
        }
    }

    @Test("rows without a header are found by their positions, with the target or without it")
    func withoutHeader() throws {
        try withTemporaryDirectory { url in
            let rows = (0..<30).map { "\($0),\($0 % 3),\(30 - $0)" }
            let data = try load(rows.joined(separator: "\n"), ["target": "1", "header": "no"], in: url)
            let task = try TablePrediction(fitting: data.training, source: "table")
            func inputs(_ text: String) throws -> [[Float]] {
                let path = url.appending(path: "new.csv").path
                try Data(text.utf8).write(to: URL(fileURLWithPath: path))
                return try task.inputs(at: path).map { $0.tensor.scalars() }
            }
            #expect(try inputs("4,1,26\n5,2,25") == inputs("4,26\n5,25"))
            let error = #expect(throws: DataError.self) { try inputs("1,2,3,4\n1,2,3,4") }
            #expect(
                error?.description.contains(
                    "found 4 columns, expected 3 as in the training set, or 2 without") == true)
        }
    }

    @Test("of the same seed a table is split in the same way, every class evenly")
    func split() throws {
        try withTemporaryDirectory { url in
            let rows = (0..<50).map { "\($0),\($0 % 5 == 0 ? "rare" : "common")" }
            let text = (["x,y"] + rows).joined(separator: "\n")
            let first = try load(text, in: url)
            let validation = try #require(first.validation.knownClassNumbers)
            #expect(validation.count == 10 && validation.count { $0 == 1 } == 2)
            let again = try load(text, ["target": "y", "data-seed": "0"], in: url)
            #expect(again.validation.knownClassNumbers == validation)
        }
    }
}
