import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Foundation
import RecipeTestSupport
import TestSupport
import Testing

@Suite("A checkpoint")
struct CheckpointTests {
    @Test(
        "lets a training go on to the same bits, wherever it was cut off", arguments: [1, 4, 5, 9, 10, 13],
        [nil, .exponential(decay: 0.9), .stochastic(fromEpoch: 2)] as [WeightAveraging?])
    func resumption(_ cut: Int, _ averaging: WeightAveraging?) throws {
        try withTemporaryDirectory { url in
            let whole = try dropoutTrainer(averaging: averaging)
            try fit(whole)
            let first = try dropoutTrainer(averaging: averaging)
            let stop = StopRequest()
            let witness = Witness { if $0.step == cut { stop(because: "a test") } }
            try fit(first, [witness, Checkpoints(url.path)], stop)
            let second = try dropoutTrainer(averaging: averaging)
            try #require(Checkpoint.all(in: url.path).last).restore(into: second)
            #expect(second.position == first.position && second.position.step == cut)
            try fit(second, readers: 4)
            expectEqual(second, whole)
        }
    }

    @Test(
        "lets a training go on to the same bits whatever becomes of the last batch",
        arguments: [LastBatch.kept, .dropped, .merged], [3, 4, 5, 7])
    func lastBatch(_ rule: LastBatch, _ cut: Int) throws {
        try withTemporaryDirectory { url in
            let whole = try dropoutTrainer(accumulation: 2)
            try fit(whole, epochs: 4, lastBatch: rule)
            let first = try dropoutTrainer(accumulation: 2)
            let stop = StopRequest()
            let witness = Witness { if $0.step == cut { stop(because: "a test") } }
            try fit(first, [witness, Checkpoints(url.path)], stop, epochs: 4, lastBatch: rule)
            let second = try dropoutTrainer(accumulation: 2)
            try #require(Checkpoint.all(in: url.path).last).restore(into: second)
            #expect(second.position == first.position)
            let other: LastBatch = rule == .kept ? .merged : .kept
            #expect(throws: CheckpointError.self) { try fit(second, epochs: 4, lastBatch: other) }
            try fit(second, epochs: 4, lastBatch: rule)
            expectEqual(second, whole)
        }
    }

    @Test("resumes after a crash between any two checkpoints")
    func crash() throws {
        struct Crash: Error {}
        try withTemporaryDirectory { url in
            let whole = try dropoutTrainer()
            try fit(whole)
            for crash in [6, 8, 11] {
                let trainer = try dropoutTrainer()
                if let last = Checkpoint.all(in: url.path).last { try last.restore(into: trainer) }
                let witness = Witness { if $0.step == crash { throw Crash() } }
                #expect(throws: Crash.self) {
                    try fit(trainer, [Checkpoints(url.path, everySteps: 3), witness])
                }
            }
            let last = try dropoutTrainer()
            try #require(Checkpoint.all(in: url.path).last).restore(into: last)
            try fit(last, [Checkpoints(url.path)])
            expectEqual(last, whole)
        }
    }

    @Test("is kept if it is one of the last, or was the best when one of these was written")
    func retention() throws {
        try withTemporaryDirectory { url in
            let trainer = try dropoutTrainer()
            try fit(trainer, [Checkpoints(url.path, keepLast: 2)], epochs: 6)
            let best = [5, 6].map { count in
                let accuracies = trainer.history.prefix(count).map { $0.validationAccuracy! }
                return accuracies.firstIndex(of: accuracies.max()!)! + 1
            }
            let expected = Set(best + [5, 6]).sorted().map { "epoch-000\($0)-batch-000000" }
            #expect(Checkpoint.all(in: url.path).map(\.url.lastPathComponent) == expected)
        }
    }

    @Test("after the best epoch is kept though that comes first of all")
    func earlyBest() throws {
        try withTemporaryDirectory { url in
            // Trains away from what it is measured on, so that every epoch is worse than the one before.
            let model = Linear(1, 1)
            (model.weight.value, model.bias!.value) = (.zeros([1, 1]), .zeros([1]))
            let trainer = Trainer(model, loss: squaredError, optimizer: SGD(model, learningRate: 0.1))
            func samples(_ target: Double) -> Samples {
                Samples(inputs: .ones([8, 1]), targets: .full([8, 1], target))
            }
            try trainer.fit(
                samples(5), validation: samples(0), epochs: 5, batchSize: 8,
                observers: [Checkpoints(url.path, keepLast: 1)])
            #expect(trainer.bestEpoch == 1)
            let names = Checkpoint.all(in: url.path).map(\.url.lastPathComponent)
            #expect(names == ["epoch-0001-batch-000000", "epoch-0005-batch-000000"])
        }
    }

    @Test("after what was the best epoch when one of the last was written is kept")
    func formerBest() throws {
        try withTemporaryDirectory { url in
            // Swings around the target: the second swing is the first to come closer than epoch 1 did.
            let model = Linear(1, 1)
            (model.weight.value, model.bias!.value) = (.zeros([1, 1]), .zeros([1]))
            let trainer = Trainer(
                model, loss: squaredError, optimizer: SGD(model, learningRate: 0.2, momentum: 0.9))
            let samples = Samples(inputs: .ones([8, 1]), targets: .full([8, 1], 5))
            try trainer.fit(
                samples, validation: samples, epochs: 8, batchSize: 8,
                observers: [Checkpoints(url.path, keepLast: 2)])
            #expect(trainer.bestEpoch == 8)
            let names = Checkpoint.all(in: url.path).map(\.url.lastPathComponent)
            #expect(names == [1, 7, 8].map { "epoch-000\($0)-batch-000000" })
        }
    }

    @Test("knows a schedule of the program's own by its name")
    func customSchedule() throws {
        func trainer(_ name: String) throws -> Trainer {
            try dropoutTrainer(schedule: .custom(name) { 1 / Double(1 + $0.step) })
        }
        try withTemporaryDirectory { url in
            let whole = try trainer("inverse")
            try fit(whole)
            let first = try trainer("inverse")
            let stop = StopRequest()
            try fit(
                first, [Witness { if $0.step == 5 { stop(because: "a test") } }, Checkpoints(url.path)], stop)
            let checkpoint = try #require(Checkpoint.all(in: url.path).last)
            let error = #expect(throws: CheckpointError.self) {
                try checkpoint.restore(into: trainer("other"))
            }
            #expect(
                error?.description.contains("found the schedule custom:inverse, expected custom:other")
                    == true)
            let second = try trainer("inverse")
            try checkpoint.restore(into: second)
            try fit(second)
            expectEqual(second, whole)
        }
    }

    @Test(
        "resumed for more epochs has a jump of the rate told, where the schedule is spread over the run",
        arguments: [
            (.cosine(), 10, "jumps from 0 to 0.05"), (.linear, 10, "jumps from 0 to 0.05"),
            (.oneCycle(), 10, "jumps from 4e-07 to "), (.constant, 10, nil), (.step(every: 1), 10, nil),
            (.reduceOnPlateau(), 10, nil), (.cosineRestarts(period: 2), 10, nil),
            // Within the warm-up, whose steps are smaller if there are more of them.
            (.oneCycle(), 2, nil),
        ] as [(Schedule, Int, String?)])
    func rateJump(schedule: Schedule, steps: Int, words: String?) throws {
        try withTemporaryDirectory { url in
            let stop = StopRequest()
            let stopper = StepClosure.onStep { if $0.step == steps && steps < 10 { stop(because: "enough") } }
            try fit(
                try dropoutTrainer(schedule: schedule), [Checkpoints(url.path), stopper], stop, epochs: 2)
            func findings(epochs: Int) throws -> [Doctor.Finding] {
                let trainer = try dropoutTrainer(schedule: schedule)
                try #require(Checkpoint.all(in: url.path).last).restore(into: trainer)
                let doctor = Doctor(show: { _ in })
                try fit(trainer, [doctor], epochs: epochs)
                return doctor.findings.filter { $0.kind == .learningRateJump }
            }
            let told = try findings(epochs: 4)
            #expect(told.count == (words == nil ? 0 : 1), "\(told)")
            if let words { #expect(told.first?.evidence.contains(words) == true, "\(told)") }
        }
    }

    @Test("leaves nothing half-written beside it, and clears away what a killed process left")
    func leftovers() throws {
        try withTemporaryDirectory { url in
            try FileManager.default.createDirectory(
                at: url.appending(path: ".epoch-0001-batch-000000.tmp"), withIntermediateDirectories: true)
            try fit(try dropoutTrainer(), [Checkpoints(url.path)], epochs: 1)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: url.path) == ["epoch-0001-batch-000000"])
        }
    }

    @Test(
        "is refused if a file of it is damaged",
        arguments: ["model.safetensors", "optimizer.safetensors", "state.json", "SHA256SUMS"])
    func damage(_ name: String) throws {
        try withTemporaryDirectory { url in
            try fit(try dropoutTrainer(), [Checkpoints(url.path)], epochs: 1)
            let checkpoint = try #require(Checkpoint.all(in: url.path).last)
            let file = checkpoint.url.appending(path: name)
            let whole = try Data(contentsOf: file)
            for damage in damages(of: whole) {
                try damage.write(to: file)
                let trainer = try dropoutTrainer()
                let before = trainer.model.stateDictionary().mapValues { $0.scalars(as: Float.self) }
                let error = #expect(throws: CheckpointError.self) { try checkpoint.restore(into: trainer) }
                #expect(
                    error?.description.hasPrefix("\(checkpoint.url.path): damaged checkpoint: ") == true)
                #expect(trainer.position == Position())
                #expect(trainer.model.stateDictionary().mapValues { $0.scalars(as: Float.self) } == before)
            }
            try FileManager.default.removeItem(at: file)
            let trainer = try dropoutTrainer()
            let error = #expect(throws: CheckpointError.self) { try checkpoint.restore(into: trainer) }
            #expect(error?.description.contains("damaged checkpoint: \(name) ") == true)
        }
    }

    @Test(
        "is refused if it tells of a position that no training comes to",
        arguments: [
            ("position", "\"batch\" : -1"), ("position", "\"batch\" : 9999"), ("position", "\"epoch\" : 2"),
            ("position", "\"step\" : 0"), ("position", "\"step\" : \(Int.max)"),
            ("sums", "\"examples\" : \(Int.max)"), ("sums", "\"weight\" : -1"), ("history", "\"epoch\" : 2"),
        ])
    func impossiblePosition(_ section: String, _ number: String) throws {
        try withTemporaryDirectory { url in
            try fit(try dropoutTrainer(), [Checkpoints(url.path)], epochs: 1)
            let checkpoint = try #require(Checkpoint.all(in: url.path).last)
            #expect(checkpoint == Checkpoint.afterEpoch(1, in: url.path))
            let state = checkpoint.url.appending(path: "state.json")
            let text = try String(contentsOf: state, encoding: .utf8)
            let place = try #require(text.firstRange(of: "\"\(section)\""))
            let name = try #require(number.split(separator: " ").first)
            let old = try #require(text[place.upperBound...].firstRange(of: name + " : "))
            let digits = text[old.upperBound...].prefix { $0.isNumber }
            let damaged = text.replacingCharacters(in: old.lowerBound..<digits.endIndex, with: number)
            try Data(damaged.utf8).write(to: state)
            // Whoever edits the state may renew its hash, too.
            let sums = checkpoint.url.appending(path: "SHA256SUMS")
            let lines = try String(contentsOf: sums, encoding: .utf8).split(separator: "\n").map { line in
                line.hasSuffix("state.json")
                    ? try SHA256.hexDigest(ofFile: state.path) + "  state.json" : String(line)
            }
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: sums)
            let error = #expect(throws: CheckpointError.self) {
                try checkpoint.restore(into: dropoutTrainer())
            }
            #expect(error?.description.hasSuffix("state.json has an impossible position") == true)
        }
    }

    @Test("of another training is refused with the reason")
    func foreign() throws {
        try withTemporaryDirectory { url in
            try fit(try dropoutTrainer(), [Checkpoints(url.path)], epochs: 1)
            let checkpoint = try #require(Checkpoint.all(in: url.path).last)
            func expectRefusal(_ trainer: Trainer, _ reason: String) {
                let error = #expect(throws: CheckpointError.self) { try checkpoint.restore(into: trainer) }
                #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
            }
            expectRefusal(try dropoutTrainer(seed: 4), "found seed 3, expected 4")
            expectRefusal(try dropoutTrainer(accumulation: 2), "found an accumulation of 1, expected 2")
            expectRefusal(try dropoutTrainer(schedule: .linear), "found the schedule cosine, expected linear")
            expectRefusal(try dropoutTrainer(learningRate: 0.2), "found the learning rate 0.1, expected 0.2")
            expectRefusal(try dropoutTrainer(hidden: 7), "0.weight is float32[12, 6], expected float32[7, 6]")
            expectRefusal(try dropoutTrainer(momentum: 0), "unexpected 0.bias velocity")
            let trainer = try dropoutTrainer()
            try checkpoint.restore(into: trainer)
            #expect(throws: CheckpointError.self) { try fit(trainer, batchSize: 9) }
        }
    }

    @Test("of parameters trained in another way is refused, naming the parameter")
    func otherParameterSettings() throws {
        func trainer(
            _ groups: [ParameterGroup] = [], freezing prefix: String? = nil, clipping: GradientClipping? = nil
        ) -> Trainer {
            let model = withRandomSeed(1) {
                Sequential {
                    Linear(6, 4)
                    Linear(4, 3)
                }
            }
            if let prefix { model.freeze(prefix) }
            return Trainer(
                model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.1, groups: groups),
                clipping: clipping)
        }
        let groups = [ParameterGroup("0", learningRate: 0.01, weightDecay: 0.5)]
        try withTemporaryDirectory { url in
            try fit(trainer(groups, freezing: "1"), [Checkpoints(url.path)], epochs: 1)
            let checkpoint = try #require(Checkpoint.all(in: url.path).last)
            func expectRefusal(_ trainer: Trainer, _ reason: String) {
                let error = #expect(throws: CheckpointError.self) { try checkpoint.restore(into: trainer) }
                #expect(error == .foreign(path: checkpoint.url.path, reason: reason))
            }
            expectRefusal(
                trainer(freezing: "1"),
                "found parameter '0.bias' with learning rate 0.01, weight decay 0.5, "
                    + "expected learning rate 0.1, weight decay 0.0")
            expectRefusal(
                trainer(groups),
                "found parameter '1.bias' with learning rate 0.1, weight decay 0.0, frozen, "
                    + "expected learning rate 0.1, weight decay 0.0")
            expectRefusal(
                trainer(groups, freezing: "1", clipping: .globalNorm(1)),
                "found the gradient clipping none, expected globalNorm(1.0)")
            try checkpoint.restore(into: trainer(groups, freezing: "1"))
        }
    }

    @Test("of a training that was further along is not taken for that of a new one")
    func otherTraining() throws {
        try withTemporaryDirectory { url in
            try fit(try dropoutTrainer(), [Checkpoints(url.path)], epochs: 1)
            let trainer = try dropoutTrainer(seed: 4)
            let error = #expect(throws: CheckpointError.self) { try fit(trainer, [Checkpoints(url.path)]) }
            #expect(error?.description.contains("it is from a later step") == true)
            #expect(trainer.position.step == 0)
        }
    }

    @Test("that is missing is reported")
    func missing() throws {
        let trainer = try dropoutTrainer()
        let error = #expect(throws: CheckpointError.self) {
            try Checkpoint("/nowhere").restore(into: trainer)
        }
        #expect(error == .missing(path: "/nowhere"))
    }

    // MARK: - A small training with all that has state: dropout, batch normalization, momentum, a schedule

    private func dropoutTrainer(
        seed: UInt64 = 3, hidden: Int = 12, momentum: Double = 0.9, accumulation: Int = 1,
        learningRate: Double = 0.1, schedule: Schedule = .cosine(), averaging: WeightAveraging? = nil
    ) throws -> Trainer {
        let model = withRandomSeed(1) {
            Sequential {
                Linear(6, hidden)
                BatchNorm1d(hidden)
                ReLU()
                Dropout(0.3)
                Linear(hidden, 3)
                Dropout(0.1, from: Generator(seed: 5))
            }
        }
        return Trainer(
            model, loss: softmaxCrossEntropy,
            optimizer: SGD(model, learningRate: learningRate, momentum: momentum),
            metrics: [.accuracy], schedule: schedule, accumulation: accumulation, averaging: averaging,
            seed: seed)
    }

    /// 50 examples: 5 batches an epoch.
    private func fit(
        _ trainer: Trainer, _ observers: [any TrainingObserver] = [], _ stop: StopRequest = StopRequest(),
        epochs: Int = 3, batchSize: Int = 11, lastBatch: LastBatch? = nil, readers: Int = 1
    ) throws {
        let (inputs, labels) = withRandomSeed(8) {
            (Tensor.normal([50, 6]), floor(Tensor.uniform([50], in: 0..<2.999)).cast(to: .int32))
        }
        let samples = Samples(inputs: inputs, targets: labels)
        // Every epoch sees other numbers.
        let augmented = samples.mapInputs { input, random in
            input * random.uniform(0.9, 1.1) + Tensor.normal([6], deviation: 0.1)
        }
        try trainer.fit(
            augmented, validation: samples, epochs: epochs, batchSize: batchSize, lastBatch: lastBatch,
            readers: readers, observers: observers, stop: stop)
    }

    private func expectEqual(_ trainer: Trainer, _ other: Trainer) {
        for (name, tensor) in other.model.stateDictionary() {
            expectClose(trainer.model.stateDictionary()[name]!, tensor, tolerance: .exact, name)
        }
        for (name, tensor) in other.optimizer.stateDictionary() {
            expectClose(trainer.optimizer.stateDictionary()[name]!, tensor, tolerance: .exact, name)
        }
        #expect(trainer.position == other.position)
        #expect(trainer.history.map(\.loss) == other.history.map(\.loss))
        #expect(trainer.history.map(\.metrics) == other.history.map(\.metrics))
        #expect(trainer.history.map(\.learningRate) == other.history.map(\.learningRate))
        #expect(trainer.history.map(\.validationLoss) == other.history.map(\.validationLoss))
    }

    /// A bit changed near the beginning, in the middle and at the end, the end cut off, and nothing left.
    private func damages(of data: Data) -> [Data] {
        let flipped = [2, data.count / 2, data.count - 2].map { place in
            var copy = data
            copy[place] ^= 1
            return copy
        }
        return flipped + [data.dropLast(3), Data()]
    }
}
