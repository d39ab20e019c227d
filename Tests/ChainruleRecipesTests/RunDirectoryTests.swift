import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation
import RecipeTestSupport
import TestSupport
import Testing

@Suite struct RunDirectoryTests {
    @Test("a run is read back as it was saved", arguments: [nil, 0.75])
    func roundTrip(_ accuracy: Double?) throws {
        try withTemporaryDirectory { url in
            let directory = RunDirectory(url.appending(path: "new/run").path)
            try directory.claim()
            let sample = try whiteRun(below: url, seed: .max)
            var record = try RunRecord(of: sample, command: ["a", "b c"])
            record.trainingMetrics = accuracy.map { ["accuracy": $0] }
            try sample.fit()
            let (model, history) = (sample.trainer.model, sample.trainer.history)
            try directory.save(record, model, history)
            #expect(try directory.record() == record)
            #expect(try directory.history() == history)
            let run = try SavedRun(directory)
            #expect(run.model.stateDictionary().keys == model.stateDictionary().keys)
            for (name, tensor) in model.stateDictionary() {
                expectClose(try #require(run.model.stateDictionary()[name]), tensor, tolerance: .exact, name)
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: directory.url.path).sorted()
                    == ["history.csv", "history.jsonl", "model.safetensors", "run.json"])
        }
    }

    @Test("a directory that exists can be claimed until it holds a run")
    func claiming() throws {
        try withTemporaryDirectory { url in
            let directory = RunDirectory(url.path)
            try directory.claim()
            for name in ["run.json", "model.safetensors", "history.jsonl"] {
                let file = url.appending(path: name)
                try Data().write(to: file)
                expectError("found an earlier run (\(name)), expected an empty or new directory", at: url) {
                    try directory.claim()
                }
                try FileManager.default.removeItem(at: file)
            }
        }
    }

    @Test("what stands in the way of a directory is named")
    func unusable() throws {
        try withTemporaryDirectory { url in
            let file = url.appending(path: "file")
            try Data().write(to: file)
            expectError("found a file, expected a directory, or nothing yet", at: file) {
                try RunDirectory(file.path).claim()
            }
            let below = file.appending(path: "below")
            expectError("cannot be written: mkdir of below failed: Not a directory", at: below) {
                try RunDirectory(below.path).claim()
            }
        }
    }

    @Test("what a run has begun is taken away only if nothing of it was saved, and nobody else's files")
    func discarding() throws {
        try withTemporaryDirectory { url in
            let directory = RunDirectory(url.appending(path: "run").path)
            let record = try RunRecord(of: try whiteRun(below: url, seed: 3))
            try directory.claim()
            try directory.save(record)
            let notes = directory.url.appending(path: "notes")
            try Data().write(to: notes)
            struct Failure: Error {}
            func fail() {
                #expect(throws: Failure.self) { try directory.discardingUnlessSaved { throw Failure() } }
            }
            fail()
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path) == ["notes"])
            try FileManager.default.removeItem(at: notes)
            fail()
            #expect(!FileManager.default.fileExists(atPath: directory.url.path))
            // The report of a training that has diverged shows how.
            try directory.claim()
            try Data().write(to: directory.report)
            let divergence = TrainingError.validationDiverged(loss: .nan, epoch: 1, learningRate: 1)
            #expect(throws: TrainingError.self) {
                try directory.discardingUnlessSaved { throw divergence }
            }
            #expect(FileManager.default.fileExists(atPath: directory.report.path))

            let run = try whiteRun(below: url, seed: 3)
            try directory.claim()
            try directory.save(record, run.trainer.model, [])
            fail()
            #expect(try directory.record() == record)

            // A checkpoint is as good as a model.
            let resumable = RunDirectory(url.appending(path: "resumable").path)
            try resumable.claim()
            #expect(throws: Failure.self) {
                try resumable.discardingUnlessSaved {
                    try run.fit(observers: [Checkpoints(resumable.checkpoints)])
                    throw Failure()
                }
            }
            #expect(!Checkpoint.all(in: resumable.checkpoints).isEmpty)
        }
    }

    @Test("holds the model of the checkpoint it is resumed from, though a kill follows at once")
    func resumedWithinAnEpoch() throws {
        try withTemporaryDirectory { url in
            let directory = RunDirectory(url.appending(path: "run").path)
            func run() throws -> RecipeRun {
                try sampleRun("softmax", examples: 20, epochs: 2, batchSize: 5)
            }
            let record = try RunRecord(of: run())
            try directory.claim()
            struct Kill: Error {}
            func kill(_ run: RecipeRun, at step: Int) {
                let killer = StepClosure.onStep { if $0.step == step { throw Kill() } }
                #expect(throws: Kill.self) {
                    try run.fit(observers: directory.writers(record, saveInterval: 1) + [killer])
                }
            }
            try kill(run(), at: 6)
            let model = directory.url.appending(path: "model.safetensors")
            let endOfEpoch = try Data(contentsOf: model)
            #expect(try directory.record().epoch == 1)

            let resumed = try run()
            try ResumePoint(directory.url.path).restore(into: resumed.trainer)
            kill(resumed, at: 7)
            #expect(try directory.record().epoch == nil)
            #expect(try Data(contentsOf: model) != endOfEpoch)
            #expect(try directory.history().map(\.epoch) == [1])
        }
    }

    @Test(
        "a record that is no such thing is refused with what is wrong",
        arguments: [
            ("\"seed\" : 3", "\"sead\" : 3", "no 'seed', expected a valid record of a run"),
            ("\"seed\" : 3", "\"seed\" : \"3\"", "a wrong value of 'seed', expected a valid record of a run"),
            (
                "\"epochs\" : 5", "\"epochs\" : \"5\"",
                "a wrong value of 'hyperparameters.epochs', expected a valid record of a run"
            ),
            (
                "\"image classification\"", "\"cloud\"",
                "a wrong value of 'fittedTask.kind', expected a valid record of a run"
            ),
            (
                "\"data\" : ", "\"date\" : ",
                "the unknown option 'date', expected one of data, glyphs, examples, data-seed, augment, mix"
            ),
            (
                "\"batchSize\" : 128", "\"batchSize\" : 0",
                "a wrong value of 'hyperparameters.batchSize', expected a valid record of a run"
            ),
            (
                "\"batchSize\" : 128", "\"batchSize\" : \(Int.max)",
                "a wrong value of 'hyperparameters.batchSize', expected a valid record of a run"
            ),
            (
                "\"epochs\" : 5", "\"epochs\" : \(Int.max)",
                "a wrong value of 'hyperparameters.epochs', expected a valid record of a run"
            ),
            (
                "\"accumulation\" : 1", "\"accumulation\" : 0",
                "a wrong value of 'hyperparameters.accumulation', expected a valid record of a run"
            ),
            (
                "\"learningRate\" : ", "\"learningRate\" : -",
                "a wrong value of 'hyperparameters.learningRate', expected a valid record of a run"
            ),
            (
                "\"momentum\" : 0", "\"momentum\" : 1",
                "a wrong value of 'hyperparameters.momentum', expected a valid record of a run"
            ),
            ("{", "", "unreadable JSON, expected a valid record of a run"),
            (
                "\"softmax\"", "\"hardmax\"",
                "the recipe 'hardmax', expected one of \(Recipe.all.map(\.name).joined(separator: ", "))"
            ),
            (
                "\"height\" : 28", "\"height\" : 0",
                "a wrong value of 'fittedTask.fitted.imageShape', expected a valid record of a run"
            ),
            (
                "\"recipe\" : \"softmax\"", "\"recipe\" : \"two-layer\"",
                "7850 parameters, expected 79510, as the recipe two-layer has for these data"
            ),
            (
                "\"scales\" : [", "\"scales\" : [0,",
                "a wrong value of 'fittedTask.fitted.standardization.scaling.scales', expected a valid record of a run"
            ),
        ])
    func damage(_ original: String, _ damaged: String, _ problem: String) throws {
        try withTemporaryDirectory { url in
            let directory = RunDirectory(url.path)
            let sample = try whiteRun(below: url, seed: 3)
            let record = try RunRecord(of: sample)
            try directory.save(record, sample.trainer.model, [])
            let file = url.appending(path: "run.json")
            try edit(file, original, damaged, resealed: true)
            expectError("found \(problem)", at: file) { _ = try SavedRun(directory) }
        }
    }

    @Test(
        "a record that was changed after it was written is refused",
        arguments: [
            ("\"momentum\" : 0.9", "\"momentum\" : 0.8"), ("\"l2\" : ", "\"l2\" : 1"),
            ("\"sha256\" : \"", "\"sha256\" : \"0"), ("\n}\n", "\n}"), ("\"seed\"", " \"seed\""),
        ])
    func changed(_ original: String, _ changed: String) throws {
        try withTemporaryDirectory { url in
            let directory = RunDirectory(url.path)
            let sample = try whiteRun(below: url, seed: 3)
            let record = try RunRecord(of: sample)
            try directory.save(record)
            let file = url.appending(path: "run.json")
            try edit(file, original, changed, resealed: false)
            expectError(
                "found changes made after it was written, expected what chainrule wrote, which ends with its SHA-256",
                at: file
            ) { _ = try directory.record() }
        }
    }

    @Test(
        "links in place of what a run writes are refused, and nothing is written through them",
        arguments: [
            "run.json", "model.safetensors", "history.jsonl", "history.csv", "checkpoints", "tensorboard",
        ])
    func links(_ name: String) throws {
        try withTemporaryDirectory { url in
            let directory = RunDirectory(url.appending(path: "run").path)
            let record = try RunRecord(of: try whiteRun(below: url, seed: 3))
            try whiteRun(below: url, seed: 3).complete(record, in: directory)
            let (entry, elsewhere) = (directory.url.appending(path: name), url.appending(path: "elsewhere"))
            try FileManager.default.moveItem(at: entry, to: elsewhere)
            try FileManager.default.createSymbolicLink(at: entry, withDestinationURL: elsewhere)
            expectError(
                "found a link, expected nothing, or what chainrule wrote there: nothing is written through links",
                at: entry
            ) { try directory.resume { _ = Issue.record("trained through a link") } }
        }
    }

    @Test("a directory that is no run is refused by the file it lacks")
    func foreignDirectory() throws {
        try withTemporaryDirectory { url in
            expectError("does not exist, expected a file", at: url.appending(path: "run.json")) {
                _ = try SavedRun(RunDirectory(url.path))
            }
        }
    }

    @Test("relative paths of data are made absolute")
    func absolutePath() {
        let current = FileManager.default.currentDirectoryPath
        let values = OptionValues(
            ["data": "./data", "target": "./data", "held-out": "test.csv"], of: TablePrediction.options)
        #expect(
            values == ["data": current + "/data", "target": "./data", "held-out": current + "/test.csv"])
        let share = OptionValues(["held-out": "0.25"], of: TablePrediction.options)
        #expect(share == ["held-out": "0.25"])
    }

    @Test("the hashes of the data are those of the files that are read, and of no others")
    func dataHashes() throws {
        try withTemporaryDirectory { url in
            let recipe = try #require(Recipe.named("softmax"))
            let options: OptionValues = ["data": url.path]
            try Glyphs.digits.trainingData(trainingCount: 2, validationCount: 1).writeIDX(directory: url.path)
            let hashes = try recipe.dataHashes(options)
            #expect(
                hashes.keys.sorted() == [
                    "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "train-images-idx3-ubyte",
                    "train-labels-idx1-ubyte",
                ])
            try Data("notes".utf8).write(to: url.appending(path: "README.md"))
            #expect(try recipe.dataHashes(options) == hashes)
            try Data("other".utf8).write(to: url.appending(path: "t10k-labels-idx1-ubyte"))
            #expect(try recipe.dataHashes(options) != hashes)
        }
    }

    @Test("is trained by one process at a time")
    func lock() throws {
        try withTemporaryDirectory { url in
            let directory = RunDirectory(url.appending(path: "run").path)
            let record = try RunRecord(of: try whiteRun(below: url, seed: 3))
            var refusals: [String] = []
            let rival = Witness { _ in
                let error = #expect(throws: DataError.self) {
                    try whiteRun(below: url, seed: 3).complete(record, in: directory)
                }
                refusals.append(error?.description ?? "")
                // Nothing of the other's is taken away, also before it has saved anything.
                #expect(directory.isBegun)
            }
            try whiteRun(below: url, seed: 3).complete(record, in: directory, observers: [rival])
            let busy =
                "\(directory.url.path): cannot be written: another process is training in this directory"
            #expect(refusals.count == 5 && Set(refusals) == [busy])
            // Afterwards it is free.
            try directory.resume {}
        }
    }

    @Test("does not lie among folders of images, where it would be taken for a class")
    func amongImages() throws {
        try withTemporaryDirectory { url in
            for name in ["a", "b"] {
                let folder = url.appending(path: "signs/\(name)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try Data().write(to: folder.appending(path: "0.png"))
            }
            let signs = url.appending(path: "signs")
            func requireOutside(_ directory: URL, data: String) throws {
                try ImageClassification.requireOutside(directory.path, ["data": data])
            }
            expectError(
                "found a directory inside the data, expected one outside of \(signs.path), where every folder is "
                    + "a class", at: signs.appending(path: "runs/mlp")
            ) { try requireOutside(signs.appending(path: "runs/mlp"), data: signs.path) }
            try requireOutside(url.appending(path: "runs"), data: signs.path)
            try requireOutside(url.appending(path: "signs-runs"), data: signs.path)
            // The four files of another data set do not mind.
            let white = url.appending(path: "white")
            try whiteData().writeIDX(directory: white.path)
            try requireOutside(white.appending(path: "runs"), data: white.path)
        }
    }

    /// Replaces the first occurrence of a text; whoever does so on purpose renews the hash, too.
    private func edit(_ file: URL, _ original: String, _ changed: String, resealed: Bool) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        let place = try #require(text.firstRange(of: original))
        let edited = text.replacingCharacters(in: place, with: changed)
        let body = edited[..<(try #require(edited.firstRange(of: ",\n  \"sha256\""))).lowerBound] + "\n}"
        try (resealed ? SealedJSON.sealed(Data(body.utf8)) : Data(edited.utf8)).write(to: file)
    }

    private func whiteData() throws -> TrainingData {
        let white = try LabeledImages(
            pixels: [UInt8](repeating: 255, count: 28 * 28), labels: [0], height: 28, width: 28,
            classNames: ClassNames.digits)
        return try TrainingData(name: "white", training: white, validation: white)
    }

    /// A run on these examples in files.
    private func whiteRun(below url: URL, seed: UInt64) throws -> RecipeRun {
        let recipe = try #require(Recipe.named("softmax"))
        let options: OptionValues = ["data": url.appending(path: "white").path]
        try whiteData().writeIDX(directory: url.appending(path: "white").path)
        return try RecipeRun(recipe, on: TaskData(whiteData()), options: options, seed: seed)
    }

    /// The error's text is the path and what is wrong there.
    private func expectError(
        _ problem: String, at url: URL, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) {
        let error = #expect(throws: DataError.self, sourceLocation: sourceLocation, performing: body)
        #expect(error?.description == "\(url.path): \(problem)", sourceLocation: sourceLocation)
    }
}
