import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("The classification of sentences") struct SentenceClassificationTests {
    private typealias Sentences = TaskData<SentenceClassification>

    /// Sentences whose class is told by one word.
    private static let files = [
        "pos.txt": "a good film\nreally good\ngood\nso good it is , good",
        "neg.txt": "bad\na bad film\nso bad\nreally bad",
    ]

    private func write(_ files: [String: String], in url: URL) throws {
        for (name, text) in files {
            try Data(text.utf8).write(to: url.appending(path: name))
        }
    }

    private func load(_ url: URL, _ options: [String: String] = [:]) throws -> Sentences {
        let options = OptionValues(
            options.merging(["data": url.path]) { $1 }, of: SentenceClassification.options)
        return try SentenceClassification.load(options, seed: 0)
    }

    private func task(_ data: Sentences) throws -> SentenceClassification {
        try SentenceClassification(fitting: data.training, source: data.name)
    }

    @Test("words are numbers of a vocabulary; padding is 0 and words that the training set lacks are 1")
    func numbers() throws {
        try withTemporaryDirectory { url in
            try write(Self.files, in: url)
            let task = try task(load(url, ["held-out": "0"]))
            // The words, with the comma, and the two reserved numbers.
            #expect(task.symbolCount == 9 + 2 && task.outputs == .classes(["neg", "pos"]))
            let inputs =
                try task.inputs(at: "a GOOD stranger") + task.inputs(at: "so bad a film , really bad")
            #expect(inputs[0].name == "a GOOD stranger" && inputs[0].steps == ["a", "good", "stranger"])
            let batch = task.batch(of: inputs)
            #expect(batch.type == TensorType([2, 8], .int32))
            let rows = (batch[0].scalars(as: Int32.self), batch[1].scalars(as: Int32.self))
            #expect(rows.0[1] == 2, "the most frequent word comes first")
            #expect(rows.0[2] == 1 && rows.0[3...].allSatisfy { $0 == 0 } && rows.1[7] == 0)
            #expect(rows.0[0] == rows.1[2] && rows.1[1] == rows.1[6] && !rows.1[..<7].contains(1))
        }
    }

    @Test("rare words, words beyond a limit and words behind the first n are left out")
    func settings() throws {
        try withTemporaryDirectory { url in
            try write(Self.files, in: url)
            let all = ["held-out": "0"]
            #expect(try task(load(url, all.merging(["min-count": "3"]) { $1 })).symbolCount == 2 + 2)
            #expect(try task(load(url, all.merging(["vocabulary": "4"]) { $1 })).symbolCount == 4 + 2)
            let short = try task(load(url, all.merging(["max-words": "2"]) { $1 }))
            #expect(try short.inputs(at: "a good film")[0].steps == ["a", "good"])
        }
    }

    @Test("a vocabulary is fitted to the training folds alone")
    func folds() throws {
        try withTemporaryDirectory { url in
            let files = ["a.txt": "one\ntwo", "b.txt": "three\nfour"]
            try write(files, in: url)
            let data = try load(url, ["held-out": "0"])
            #expect(data.training.count == 4 && data.validation.count == 0)
            for fold in data.folds(2, seed: 0) {
                let task = try #require(fold.fittedTask() as? SentenceClassification)
                #expect(task.symbolCount == 2 + 2)
                let unknown = try fold.validationSamples(for: task).batch([0, 1]).inputs
                #expect(unknown[0..., 0].scalars(as: Int32.self) == [1, 1])
                let known = try fold.trainingSamples(for: task).batch([0, 1]).inputs
                #expect(known[0..., 0].scalars(as: Int32.self).sorted() == [2, 3])
            }
        }
    }

    @Test("sentences of a table have columns that are given or the only ones")
    func table() throws {
        try withTemporaryDirectory { url in
            try write(
                ["t.csv": "id,text,label\n1,\"fine, really\",yes\n2,not fine,no\n3,fine,yes\n4,never,no"],
                in: url)
            let path = url.appending(path: "t.csv")
            let options = ["target": "label", "text": "text", "held-out": "0.5"]
            let data = try load(path, options)
            #expect(data.training.count == 2 && data.validation.count == 2)
            let whole = try load(path, options.merging(["held-out": path.path]) { $1 })
            #expect(whole.validation.sentences.texts == ["fine, really", "not fine", "fine", "never"])
            #expect(whole.validation.sentences.classNames == ["no", "yes"])
            let task = try task(whole)
            #expect(try task.inputs(at: path.path).map(\.name) == whole.validation.sentences.texts)
            #expect(try task.validationExamples(at: path.path, [:]).sentences == whole.validation.sentences)
            func message(_ options: [String: String]) -> String {
                let error = #expect(throws: DataError.self) { try load(path, options) }
                return error?.description ?? ""
            }
            #expect(
                message([:])
                    == "--target: found nothing, expected the column to predict, one of id, text, label")
            #expect(
                message(["target": "label"])
                    == "--text: found nothing, expected the column of the sentences, one of id, text")
            #expect(message(["target": "label", "text": "words"]).contains("no column 'words'"))
            #expect(message(["target": "label", "text": "label"]).contains("as --text and as --target"))
            try write(["u.csv": "text,label\nfine,yes\n,no"], in: url)
            let missing = #expect(throws: DataError.self) {
                try load(url.appending(path: "u.csv"), ["target": "label"])
            }
            #expect(
                missing?.description.contains("found nothing in line 3, column 'text', expected a text")
                    == true)
        }
    }

    @Test("one class alone, and classes of other data, are errors")
    func classes() throws {
        try withTemporaryDirectory { url in
            try write(["t.csv": "text,label\nfine,yes\ngood,yes"], in: url)
            let data = try load(url.appending(path: "t.csv"), ["target": "label", "held-out": "0"])
            let error = #expect(throws: DataError.self) { try task(data) }
            #expect(error?.description == "t.csv: found a single class, 'yes', expected at least two")
        }
        let other = SentenceExamples(Opinions.make(4))
        try withTemporaryDirectory { url in
            try write(Self.files, in: url)
            let task = try task(load(url))
            let error = #expect(throws: DataError.self) { try task.samples(of: other, source: "opinions") }
            #expect(
                error?.description.contains("found the classes negative, positive, expected neg, pos") == true
            )
        }
    }

    @Test("new sentences are lines of a file or quoted, and need a word")
    func inputs() throws {
        try withTemporaryDirectory { url in
            try write(Self.files, in: url)
            let task = try task(load(url))
            try write(["new.text": "one\r\n\n two \n"], in: url)
            let path = url.appending(path: "new.text").path
            #expect(try task.inputs(at: path).map(\.name) == ["one", " two "])
            try write(["empty": " \n\n"], in: url)
            func message(_ path: String) -> String {
                let error = #expect(throws: DataError.self) { try task.inputs(at: path) }
                return (error?.description ?? "").replacingOccurrences(of: url.path, with: "DIR")
            }
            #expect(
                message("nothing")
                    == "nothing: does not exist, expected a text file, - for standard input, or a sentence in quotation marks"
            )
            #expect(
                message(url.path + "/empty") == "DIR/empty: found no word, expected a sentence in each line")
            #expect(message("  ") == "the sentence: found no word, expected a sentence in each line")
        }
    }

    @Test(
        "recipes learn, and their runs tell which words moved a decision",
        arguments: ["text-cnn", "lstm-reader"])
    func learns(_ name: String) throws {
        try withTemporaryDirectory { url in
            let texts = (0..<60).map { index in
                let padding = ["so", "very", "film", "it is a", "and then", "the end"][index / 2 % 6]
                return "\(padding) \(index % 2 == 0 ? "good" : "bad") \(padding)"
            }
            let sentences = LabeledSentences(
                texts: texts, labels: texts.indices.map { Int32(($0 + 1) % 2) }, classNames: ["bad", "good"])
            let data = Sentences(
                name: "here", training: SentenceExamples(sentences), validation: SentenceExamples(sentences),
                summary: "")
            let recipe = try #require(Recipe.named(name))
            var chosen = recipe.defaults
            (chosen.epochs, chosen.batchSize, chosen.learningRate) = (4, 10, 0.01)
            let run = try RecipeRun(recipe, on: data, with: chosen, seed: 0)
            let directory = RunDirectory(url.appending(path: "run").path)
            try run.complete(RunRecord(of: run), in: directory)
            #expect(run.trainer.history.last?.validationMetrics["accuracy"] == 1)
            let saved = try SavedRun(directory)
            #expect(saved.tellsAttributions)
            let inputs = try saved.task.inputs(at: "it is a good film") + saved.task.inputs(at: "so bad")
            let answers = try saved.attributedPredictions(inputs)
            #expect(answers.map(\.label) == ["good", "bad"])
            let words = try answers.map { try #require($0.attributions) }
            #expect(words.map { $0.map(\.name) } == [["it", "is", "a", "good", "film"], ["so", "bad"]])
            #expect(words[0].max { $0.value < $1.value }?.name == "good")
            #expect(words[1].max { $0.value < $1.value }?.name == "bad")
            // A sentence alone has the scores that it has beside a longer one.
            let together = saved.predict(inputs)
            let alone = saved.predict([inputs[1]])[0]
            for (one, two) in zip(together[1].probabilities, alone.probabilities) {
                #expect(abs(one.value - two.value) < 1e-5)
            }
            #expect(together[0].attributions == nil)
            let features = try saved.features(of: inputs)
            #expect(features.shape[0] == 2)
            #expect(saved.task.summary(of: saved.model).rows.contains { $0.name == "embedding" })
        }
    }
}
