import ChainruleData
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("The directory of a search")
struct SearchDirectoryTests {
    private let plan = SearchPlan(
        recipe: "softmax", options: ["--examples", "100"], space: SearchSpace(["lr": .log(1e-4...1)]),
        method: .random(trials: 4, rounds: 1), seed: 3, objective: .accuracy)

    private let trials = [
        Trial(
            number: 2, proposal: Proposal(["lr": 0.5], epochs: 3, continues: 1),
            outcome: .measured(loss: 0.25, accuracy: 0.9), seconds: 1.5),
        Trial(
            number: 1, proposal: Proposal(["lr": 1, "schedule": "cosine"]),
            outcome: .failed(reason: "the loss became nan"), seconds: 0.5),
    ]

    @Test("keeps every trial for the next time")
    func reopening() throws {
        try withTemporaryDirectory { url in
            let directory = SearchDirectory(url.appending(path: "a/b").path)
            try write(trials, to: directory)
            #expect(try directory.open(for: plan).trials == [1: trials[1], 2: trials[0]])
        }
    }

    @Test("a last line that was cut off anywhere counts as never written")
    func tornLine() throws {
        try withTemporaryDirectory { url in
            let directory = SearchDirectory(url.path)
            try write(trials, to: directory)
            let file = url.appending(path: "trials.jsonl")
            let whole = try Data(contentsOf: file)
            let first = whole.firstIndex(of: UInt8(ascii: "\n"))! + 1
            for length in stride(from: first, to: whole.count, by: 7) {
                try whole.prefix(length).write(to: file)
                let log = try directory.open(for: plan)
                #expect(log.trials == [2: trials[0]])
                try log.append(trials[1])
                #expect(try Data(contentsOf: file) == whole)
            }
        }
    }

    @Test("a damaged line is an error, and stays")
    func damagedLine() throws {
        try withTemporaryDirectory { url in
            let directory = SearchDirectory(url.path)
            try write(trials, to: directory)
            let file = url.appending(path: "trials.jsonl")
            let damaged = try Data("{}\n".utf8) + Data(contentsOf: file)
            try damaged.write(to: file)
            expectError(
                "\(file.path): found line 1 without a trial, expected what chainrule search wrote",
                directory, plan)
            #expect(try Data(contentsOf: file) == damaged)
        }
    }

    @Test("a trial of other settings is not taken for the one proposed")
    func otherProposal() throws {
        try withTemporaryDirectory { url in
            let directory = SearchDirectory(url.path)
            try write(trials, to: directory)
            let log = try directory.open(for: plan)
            #expect(try log.trial(2, of: trials[0].proposal) == trials[0])
            #expect(try log.trial(3, of: trials[0].proposal) == nil)
            #expect(throws: DataError.self) { try log.trial(2, of: Proposal(["lr": 0.6])) }
        }
    }

    @Test("a search of another plan is refused with what is different")
    func otherPlan() throws {
        try withTemporaryDirectory { url in
            let directory = SearchDirectory(url.path)
            _ = try directory.open(for: plan)
            let file = url.appending(path: "search.json").path
            func expectDifference(
                _ difference: String, sourceLocation: SourceLocation = #_sourceLocation,
                _ change: (inout SearchPlan) -> Void
            ) {
                var other = plan
                change(&other)
                expectError(
                    "\(file): found a search \(difference); choose another directory by --out", directory,
                    other, sourceLocation: sourceLocation)
            }
            expectDifference("with the recipe 'softmax', expected 'mlp'") { $0.recipe = "mlp" }
            expectDifference("with the seed '3', expected '4'") { $0.seed = 4 }
            expectDifference("with the objective 'accuracy', expected 'loss'") { $0.objective = .loss }
            expectDifference("with the options '--examples 100', expected ''") { $0.options = [] }
            expectDifference("with the version '\(plan.version)', expected '9'") { $0.version = "9" }
            expectDifference("of another space, expected the same one") {
                $0.space = SearchSpace(["lr": .log(1e-4...2)])
            }
            expectDifference(
                "with the method 'random(trials: 4, rounds: 1)', expected 'tpe(trials: 4, generation: 2)'"
            ) { $0.method = .tpe(trials: 4, generation: 2) }
        }
    }

    @Test("two searches at once do not write the same directory")
    func locking() throws {
        try withTemporaryDirectory { url in
            let directory = SearchDirectory(url.path)
            let log = try directory.open(for: plan)
            let file = url.appending(path: "trials.jsonl").path
            expectError("\(file): cannot be written: another search is writing it", directory, plan)
            withExtendedLifetime(log) {}
        }
    }

    @Test("that cannot be made or holds no plan is an error")
    func unusable() throws {
        try withTemporaryDirectory { url in
            let file = url.appending(path: "file")
            try Data("precious".utf8).write(to: file)
            let below = SearchDirectory(file.appending(path: "search").path)
            #expect(throws: DataError.self) { try below.open(for: plan) }
            #expect(try Data(contentsOf: file) == Data("precious".utf8))
            try Data("{}".utf8).write(to: url.appending(path: "search.json"))
            expectError(
                "\(url.path)/search.json: found no plan, expected what chainrule search wrote",
                SearchDirectory(url.path), plan)
        }
    }

    private func write(_ trials: [Trial], to directory: SearchDirectory) throws {
        let log = try directory.open(for: plan)
        for trial in trials { try log.append(trial) }
    }

    private func expectError(
        _ description: String, _ directory: SearchDirectory, _ plan: SearchPlan,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: DataError.self, sourceLocation: sourceLocation) {
            _ = try directory.open(for: plan)
        }
        #expect(error?.description == description, sourceLocation: sourceLocation)
    }
}
