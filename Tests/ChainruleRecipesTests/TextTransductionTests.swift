import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("The transduction of texts") struct TextTransductionTests {
    private typealias Numbers = TextTransduction<SpelledNumbers>

    private func fitted() throws -> (task: Numbers, data: TaskData<Numbers>) {
        let data = try Numbers.load(["pairs": "200"], seed: 0)
        return (Numbers(fitting: data.training, source: "numbers"), data)
    }

    @Test("samples are padded characters, targets end with symbol 0 and are -1 behind it")
    func samples() throws {
        let (task, data) = try fitted()
        #expect(data.training.count == 200 && data.validation.count == 40)
        let batch = try task.samples(of: data.training, source: "numbers").batch(ArraySlice(0..<200))
        #expect(batch.inputs.type == TensorType([200, SpelledNumbers.longestSource], .int32))
        #expect(batch.targets.type == TensorType([200, 7], .int32))
        #expect(task.symbolCount == 1 + SpelledNumbers.sourceCharacters.count)
        for index in 0..<200 {
            let row = batch.inputs[index].scalars(as: Int32.self)
            let length = data.training.sources[index].count
            #expect(row.prefix(length).allSatisfy { $0 > 0 } && row.dropFirst(length).allSatisfy { $0 == 0 })
            let target = batch.targets[index].scalars(as: Int32.self)
            let digits = data.training.targets[index].count
            #expect(target.prefix(digits).allSatisfy { $0 > 0 } && target[digits] == 0)
            #expect(target.dropFirst(digits + 1).allSatisfy { $0 == -1 })
        }
    }

    @Test("outputs that are right are all fully right, and read back as the texts")
    func predictions() throws {
        let (task, data) = try fitted()
        let count = data.validation.count
        let batch = try task.samples(of: data.validation, source: "numbers").batch(ArraySlice(0..<count))
        let scores = maximum(batch.targets, 0).oneHot(11)
        let inputs = (0..<count).map {
            TaskInput(name: data.validation.sources[$0], tensor: batch.inputs[$0])
        }
        let answers = task.predictions(of: inputs, outputs: scores)
        #expect(answers.map(\.text) == data.validation.targets.map { $0 })
        #expect(answers.map(\.name) == data.validation.sources)
        let json = try JSONEncoder().encode(answers)
        #expect(try JSONDecoder().decode([Prediction].self, from: json) == answers)
        var metrics = task.evaluationMetrics
        metrics.add(Predictions(outputs: scores, targets: batch.targets, loss: Tensor(0.0)))
        let right = Evaluation(loss: 0, metrics: metrics)
        #expect(task.figures(of: right).map(\.text) == ["100.00 %"])
        #expect(task.details(of: right, examples: data.validation, width: 80) == "")
        metrics.reset()
        metrics.add(Predictions(outputs: scores * -1, targets: batch.targets, loss: Tensor(0.0)))
        let wrong = Evaluation(loss: 0, metrics: metrics)
        #expect(task.figures(of: wrong).map(\.text) == ["0.00 %"])
        let table = task.details(of: wrong, examples: data.validation, width: 80)
        #expect(table.split(separator: "\n").count == 9 && table.contains(data.validation.sources[0]))
    }

    @Test("the loss is the cross-entropy over the symbols, and what is behind the end does not count")
    func loss() throws {
        let (task, _) = try fitted()
        let targets = Tensor([[3, 0, -1], [1, 2, 0]], dtype: .int32)
        let scores = Tensor.uniform([2, 3, 11], from: Generator(seed: 1))
        let loss: Double = task.outputs.usualLoss(scores, targets).item()
        let logarithms = logSoftmax(scores)
        let picked = [(0, 0, 3), (0, 1, 0), (1, 0, 1), (1, 1, 2), (1, 2, 0)].map {
            logarithms[$0.0, $0.1, $0.2].scalars(as: Double.self)[0]
        }
        #expect(abs(loss + picked.reduce(0, +) / 5) < 1e-6)
    }

    @Test("texts of a file are read line by line; what cannot be read is named with its line")
    func files() throws {
        let (task, _) = try fitted()
        try withTemporaryDirectory { directory in
            let file = directory.appending(path: "texts.txt")
            func inputs(_ text: String) throws -> [TaskInput] {
                try Data(text.utf8).write(to: file)
                return try task.inputs(at: file.path)
            }
            let names = try inputs("Seven\nforty-two\r\n").map(\.name)
            #expect(names == ["Seven", "forty-two"])
            func message(_ text: String) throws -> String? {
                try Data(text.utf8).write(to: file)
                return #expect(throws: DataError.self) { try task.inputs(at: file.path) }?.description
            }
            #expect(try message("")?.contains("found no lines") == true)
            #expect(try message("seven\n\nten")?.contains("line 2: found an empty text") == true)
            #expect(try message("seven\n7 eggs")?.contains("line 2: found the character '7'") == true)
            let long = [String](repeating: "seven", count: 20).joined(separator: " ")
            #expect(try message(long)?.contains("found 119 characters, expected 1 to 72") == true)
        }
    }

    @Test("a network learns, writes, attends and is read back", arguments: ["dot", "none"])
    func learns(attention: String) throws {
        try withTemporaryDirectory { url in
            let recipe = try #require(Recipe.named("numbers"))
            let options: OptionValues = ["pairs": "40", "size": "16", "attention": attention]
            var chosen = recipe.defaults
            (chosen.epochs, chosen.batchSize) = (4, 10)
            let run = try RecipeRun(
                recipe, on: recipe.task.loadedData(options, seed: 0), options: options, with: chosen, seed: 0)
            let directory = RunDirectory(url.appending(path: "run").path)
            try run.complete(RunRecord(of: run), in: directory)
            let losses = run.trainer.history.map(\.loss)
            #expect(try #require(losses.last) < losses[0])
            let saved = try SavedRun(directory)
            #expect(try saved.evaluate().figures.map(\.name) == ["fully right", "by beam search"])
            let file = url.appending(path: "texts.txt")
            try Data("twelve\none hundred\n".utf8).write(to: file)
            let inputs = try saved.task.inputs(at: file.path)
            let greedy = saved.predict(inputs)
            #expect(greedy.map(\.name) == ["twelve", "one hundred"] && greedy.allSatisfy { $0.text != nil })
            #expect(try saved.predict(inputs, beamWidth: 1) == greedy)
            #expect(try saved.predict(inputs, beamWidth: 3).count == 2)
            let view = run.data.view(of: run.model, for: run.task)
            #expect(view.figures.map(\.name) == ["by beam search"])
            #expect(view.details(80).isEmpty == (attention == "none"))
            #expect(
                view.pictures.map(\.fileName)
                    == (attention == "dot" ? (1...4).map { "attention-\($0).png" } : []))
            #expect(
                saved.pictures(inputs).map(\.fileName)
                    == (attention == "dot" ? ["line-1-predicted.png", "line-2-predicted.png"] : []))
        }
    }
}
