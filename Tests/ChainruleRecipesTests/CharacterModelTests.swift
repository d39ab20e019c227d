import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import RecipeTestSupport
import TestSupport
import Testing

@Suite("A character model") struct CharacterModelTests {
    private let poem = String(repeating: "a rose is a rose, says the nose.\n", count: 12)

    private func withText<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        try withTemporaryDirectory { directory in
            let file = directory.appending(path: "text.txt")
            try Data(text.utf8).write(to: file)
            return try body(file.path)
        }
    }

    private func run(
        _ text: String, _ name: String = "char-rnn", _ options: [String: String] = [:], epochs: Int = 1,
        batchSize: Int = 4, learningRate: Double = 0.01, seed: UInt64 = 0
    ) throws -> RecipeRun {
        let recipe = try #require(Recipe.named(name))
        var chosen = recipe.defaults
        (chosen.epochs, chosen.batchSize, chosen.learningRate) = (epochs, batchSize, learningRate)
        return try withText(text) { path in
            let small = ["data": path, "size": "12", "layers": "1", "sequence-length": "8"]
            let all = OptionValues(small.merging(options) { $1 }, of: recipe.allOptions)
            return try RecipeRun(
                recipe, on: recipe.task.loadedData(all, seed: seed), options: all, with: chosen, seed: seed)
        }
    }

    @Test("predicts every character of a text once, from the one before")
    func pieces() throws {
        let run = try run(
            "abcabcabcabcabcabcabcabcabc", "char-rnn", ["held-out": "0.4", "sequence-length": "4"])
        #expect(run.data.summary == "17 training and 10 validation characters, 3 different ones")
        let batch = try run.training.batch(ArraySlice(0..<run.training.count))
        // Most frequent first, and of equal ones in alphabetical order, behind the symbol that begins a text.
        let text = (0..<17).map { Int32(1 + $0 % 3) }
        let padded = text + [-1, -1, -1]
        #expect(batch.targets.scalars(as: Int32.self) == padded)
        let before: [Int32] = [0] + text + [0, 0]
        var rows: [Int32] = []
        for piece in 0..<5 { rows += [Int32(piece)] + before[piece * 4..<piece * 4 + 4] }
        #expect(batch.inputs.scalars(as: Int32.self) == rows)
        #expect(run.validation.count == 3)
    }

    @Test("counts no character twice, and none that is not there, in its loss")
    func loss() throws {
        let run = try run(
            "abcabcabcabcabcabcabcabcabc", "char-rnn", ["held-out": "0.4", "sequence-length": "4"])
        let evaluation = try run.evaluate(on: run.training)
        // The same piece by piece: the one row carries its state.
        var (sum, count) = (0.0, 0.0)
        let loss = run.task.outputs.usualLoss
        for piece in 0..<run.training.count {
            let batch = try run.training.batch([piece])
            let own = Double(piece == 4 ? 1 : 4)
            sum += loss(run.model.predict(batch.inputs), batch.targets).item() * own
            count += own
        }
        #expect(count == 17)
        #expect(abs(try #require(evaluation.loss) - sum / count) < 1e-5)
        let bits = try #require(evaluation.metrics["bits-per-character"]?.value)
        #expect(abs(bits - sum / count / log(2)) < 1e-5)
    }

    @Test("learns a text and writes it", arguments: ["lstm", "gru", "rnn"])
    func learning(_ cell: String) throws {
        let run = try run(poem, "char-rnn", ["cell": cell, "size": "32"], epochs: 60, learningRate: 0.02)
        try run.fit()
        #expect(try #require(run.trainer.history.last?.validationLoss) < 0.4)
        let writer = try #require(run.task.writer(for: run.model))
        let text = try writer.write(16, after: "a rose is a rose", sampling: TextSampling(temperature: 0))
        #expect(text == poem.prefix(32))
    }

    @Test("is learned by a Transformer, too")
    func transformer() throws {
        let run = try run(
            poem, "char-transformer", ["heads": "2", "size": "16", "sequence-length": "16"], epochs: 40,
            learningRate: 0.01)
        try run.fit()
        #expect(try #require(run.trainer.history.last?.validationLoss) < 0.8)
    }

    @Test("resumes in the middle of an epoch to the same bits, the carried state included")
    func resumption() throws {
        try withTemporaryDirectory { directory in
            func bits(_ run: RecipeRun) -> [String: [UInt32]] {
                run.model.stateDictionary().mapValues { $0.scalars(as: Float.self).map(\.bitPattern) }
            }
            let options = ["dropout": "0.2", "layers": "2"]
            let whole = try self.run(poem, "char-rnn", options, epochs: 2)
            try whole.fit()
            let stop = StopRequest()
            let stopped = try self.run(poem, "char-rnn", options, epochs: 2)
            try stopped.fit(
                observers: [
                    Checkpoints(directory.path), Witness { if $0.step == 6 { stop(because: "test") } },
                ],
                stop: stop)
            let checkpoint = try #require(Checkpoint.all(in: directory.path).last)
            let resumed = try self.run(poem, "char-rnn", options, epochs: 2)
            try checkpoint.restore(into: resumed.trainer)
            let position = resumed.trainer.position
            #expect(position.step == 6 && position.batch > 0)
            // Not the zeros that an epoch begins with.
            let state = try #require(bits(resumed)["carried.state_1"])
            #expect(state.contains { $0 != 0 })
            try resumed.fit()
            #expect(bits(resumed) == bits(whole))
        }
    }

    @Test("writes as it is trained, the same for the same seed, and keeps what it wrote")
    func samples() throws {
        func written(_ directory: URL) throws -> [String: String] {
            var shown: [String] = []
            let run = try run(poem, epochs: 10)
            try run.fit(observers: [TrainingSamples(of: run.task, directory: directory) { shown.append($0) }])
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            #expect(shown.count == names.count)
            return try Dictionary(
                uniqueKeysWithValues: names.map {
                    ($0, try String(contentsOf: directory.appending(path: $0), encoding: .utf8))
                })
        }
        try withTemporaryDirectory { directory in
            let texts = try written(directory.appending(path: "a"))
            #expect(texts.keys.sorted() == ["step-000100.txt", "step-000120.txt"])
            #expect(texts.values.allSatisfy { $0.count == 201 })
            #expect(try written(directory.appending(path: "b")) == texts)
        }
    }

    @Test("is not learned from a single character, nor from one again and again")
    func tooLittle() throws {
        for text in ["a", "aaaaaaaaaaaa"] {
            let error = #expect(throws: DataError.self) { try run(text) }
            #expect(error?.description.hasPrefix("text.txt: found a text of a single character, ") == true)
        }
    }

    @Test("names the character that it was not trained on")
    func strangeCharacter() throws {
        let run = try run(poem)
        let model = try #require(run.task as? CharacterModel)
        let error = #expect(throws: DataError.self) {
            try withText("a rose\nis ☂") { try model.validationExamples(at: $0, [:]) }
        }
        #expect(
            error?.description.hasSuffix(
                "found the character '☂' (U+2602) in line 2, expected the 14 characters that the model was trained on"
            )
                == true, "\(error?.description ?? "")")
        let writer = try #require(run.task.writer(for: run.model))
        #expect(throws: DataError.self) { try writer.write(5, after: "Rose") }
    }

    @Test("A preset brings its options and hyperparameters, but for those that are given")
    func presets() throws {
        let recipe = try #require(Recipe.named("char-rnn"))
        let options = recipe.completed(["preset": "full", "size": "8"])
        #expect(options.texts["size"] == "8" && options.texts["layers"] == "2")
        #expect(
            recipe.hyperparameters(options) == recipe.presets.first { $0.name == "full" }?.hyperparameters)
        #expect(recipe.hyperparameters([:]) == recipe.defaults)
        #expect(recipe.presets.first { $0.name == "quick" }?.hyperparameters == recipe.defaults)
    }

    @Test("finds the cell that keeps track of a property")
    func cells() throws {
        let run = try run(poem, epochs: 30, learningRate: 0.02)
        try run.fit()
        let writer = try #require(run.task.writer(for: run.model))
        let read = try #require(try writer.cells(over: String(poem.prefix(200)), source: "poem"))
        #expect(read.layerCount == 1 && read.cellCount == 12 && read.characters.count == 200)
        let (cell, correlation) = try #require(read.bestCell(for: .linePosition))
        let line = TextProperty.linePosition.values(over: read.characters)
        func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
        func covariance(_ a: [Double], _ b: [Double]) -> Double {
            mean(zip(a, b).map(*)) - mean(a) * mean(b)
        }
        let all = (0..<12).map { number in
            let own = read.values(of: .init(layer: 1, number: number)).map(Double.init)
            return covariance(own, line) / (covariance(own, own) * covariance(line, line)).squareRoot()
        }
        #expect(abs(correlation - all[cell.number]) < 1e-6)
        #expect(all.allSatisfy { abs($0) <= abs(correlation) + 1e-6 })
        #expect(read.bestCell(for: .quotation) == nil)
    }
}
