import ChainruleData
import ChainruleRecipes
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
            number: 2, proposal: Proposal(["lr": 0.5], epochs: 3),
            outcome: .measured(loss: 0.25, metrics: ["accuracy": 0.9]), seconds: 1.5),
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
                "\(file.path): found line 1 without a trial, expected the output of chainrule search",
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
                    "\(file): found a search \(difference); choose another directory with --out", directory,
                    other, sourceLocation: sourceLocation)
            }
            expectDifference("with the recipe softmax, expected the recipe mlp") { $0.recipe = "mlp" }
            expectDifference("with --seed 3, expected --seed 4") { $0.seed = 4 }
            expectDifference("with --objective accuracy, expected --objective loss") { $0.objective = .loss }
            expectDifference("with --examples 100, expected no options of train") { $0.options = [] }
            expectDifference("with version \(plan.version), expected version 9") { $0.version = "9" }
            expectDifference("with the engine \(plan.environment.engine), expected the engine abacus") {
                $0.environment.engine = "abacus"
            }
            expectDifference("on other data files, expected unchanged files") {
                $0.dataHashes["labels"] = "12ab"
            }
            expectDifference("with another space, expected the same space") {
                $0.space = SearchSpace(["lr": .log(1e-4...2)])
            }
            expectDifference(
                "with --method random --trials 4 --rounds 1, expected --method tpe --trials 4 --generation 2"
            ) { $0.method = .tpe(trials: 4, generation: 2) }
        }
    }

    @Test("more trials by random or tpe are the same search, fewer are not, nor is another number of rounds")
    func moreTrials() throws {
        typealias Method = SearchPlan.Method
        for (before, later, isSame) in [
            (.random(trials: 4, rounds: 1), .random(trials: 8, rounds: 1), true),
            (.random(trials: 4, rounds: 1), .random(trials: 3, rounds: 1), false),
            (.random(trials: 4, rounds: 2), .random(trials: 8, rounds: 2), false),
            (.tpe(trials: 4, generation: 2), .tpe(trials: 8, generation: 2), true),
            (.tpe(trials: 4, generation: 2), .tpe(trials: 8, generation: 3), false),
            (.halving(trials: 9, epochs: 9, eta: 3), .halving(trials: 27, epochs: 9, eta: 3), false),
        ] as [(Method, Method, Bool)] {
            try withTemporaryDirectory { url in
                let directory = SearchDirectory(url.path)
                var (first, second) = (plan, plan)
                (first.method, second.method) = (before, later)
                first.command = ["first"]
                second.command = ["second"]
                _ = try directory.open(for: first)
                let reopened = try? directory.open(for: second)
                #expect((reopened != nil) == isSame, "\(before), then \(later)")
                // What began the search stays on record, but for the trials.
                first.method = isSame ? later : before
                let file = try Data(contentsOf: url.appending(path: "search.json"))
                #expect(try JSONDecoder().decode(SearchPlan.self, from: file) == first)
            }
        }
    }

    @Test("a trial's output is kept and handed to one process after the other")
    func output() throws {
        try withTemporaryDirectory { url in
            let directory = SearchDirectory(url.appending(path: "a").path)
            for word in ["one ", "two"] {
                let file = try directory.openOutput(ofTrial: 7)
                #expect(flock(try other(directory.output(ofTrial: 7)), LOCK_EX | LOCK_NB) != 0)
                try file.write(contentsOf: Data(word.utf8))
                try file.close()
            }
            #expect(try String(contentsOf: directory.output(ofTrial: 7), encoding: .utf8) == "one two")
            // A trial that still runs, though its search was killed, is waited for.
            nonisolated(unsafe) let orphan = try directory.openOutput(ofTrial: 8)
            let end = Thread {
                Thread.sleep(forTimeInterval: 0.05)
                try? orphan.close()
            }
            end.start()
            try directory.openOutput(ofTrial: 8).close()
            let file = url.appending(path: "file")
            try Data().write(to: file)
            #expect(throws: DataError.self) { try SearchDirectory(file.path).openOutput(ofTrial: 1) }
        }
    }

    @Test("nothing is written through links", arguments: ["search.json", "trials.jsonl", "trials/0001.txt"])
    func links(_ name: String) throws {
        try withTemporaryDirectory { url in
            let (place, elsewhere) = (url.appending(path: "search"), url.appending(path: "elsewhere"))
            try FileManager.default.createDirectory(
                at: place.appending(path: "trials"), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                at: place.appending(path: name), withDestinationURL: elsewhere)
            let directory = SearchDirectory(place.path)
            let error = #expect(throws: DataError.self) {
                _ = try directory.open(for: plan)
                try directory.openOutput(ofTrial: 1).close()
            }
            #expect(error?.description.hasPrefix("\(place.path)/\(name): found a link") == true)
            #expect(!FileManager.default.fileExists(atPath: elsewhere.path))
        }
    }

    /// A descriptor of the file that shares no lock with others; it lives as long as the tests.
    private func other(_ file: URL) throws -> Int32 {
        let descriptor = open(file.path, O_RDWR | O_CLOEXEC)
        return try #require(descriptor >= 0 ? descriptor : nil)
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
                "\(url.path)/search.json: found no plan, expected the output of chainrule search",
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
