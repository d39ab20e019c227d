import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("A space of hyperparameters")
struct SearchSpaceTests {
    @Test("is read from JSON, in the order of its names")
    func reading() throws {
        let space = try parsed(
            #"""
            {"lr": {"log": [1e-4, 1]}, "momentum": {"uniform": [0.5, 0.99]}, "batch": {"choice": [32, 64]},
             "epochs": {"int": [1, 5]}, "schedule": {"choice": ["linear", "cosine"]}}
            """#)
        #expect(space.names == ["batch", "epochs", "lr", "momentum", "schedule"])
        #expect(space["lr"] == .log(1e-4...1))
        #expect(space["momentum"] == .uniform(0.5...0.99))
        #expect(space["batch"] == .choice([32, 64]))
        #expect(space["epochs"] == .whole(1...5))
        #expect(space["schedule"] == .choice(["linear", "cosine"]))
        let copy = try JSONDecoder().decode(SearchSpace.self, from: JSONEncoder().encode(space))
        #expect(copy == space)
    }

    private static let domain =
        #"one of {"uniform": [0, 1]}, {"log": [0.1, 1]}, {"int": [1, 5]}, {"choice": [1, 2]}"#
    private static let object =
        #"hyperparameters with their domains, such as {"lr": {"log": [1e-4, 1]}}"#

    @Test(
        "is refused with the name and what is expected of it",
        arguments: [
            ("", "found no JSON object, expected \(object)"),
            ("[1, 2]", "found no JSON object, expected \(object)"),
            (#"{"lr": {"log": [1"#, "found no JSON object, expected \(object)"),
            ("{}", "found no hyperparameters, expected at least one"),
            (#"{"lr": 0.1}"#, "found no domain for 'lr', expected \(domain)"),
            (#"{"lr": {}}"#, "found no domain for 'lr', expected \(domain)"),
            (#"{"lr": {"log": 3}}"#, "found no domain for 'lr', expected \(domain)"),
            (
                #"{"lr": {"choice": [true]}}"#,
                #"found neither a finite number nor a string as value 1 of "choice" for 'lr', expected only such values"#
            ),
            (
                #"{"lr": {"log": [0.1, 1e400]}}"#,
                #"found neither a finite number nor a string as value 2 of "log" for 'lr', expected only such values"#
            ),
            (
                #"{"lr": {"log": [0.1, 1]}, "a\"{": {"log": [1, 2]}, "lr": {"log": [0.1, 2]}}"#,
                "found duplicate name 'lr', expected unique names"
            ),
            (
                #"{"lr": {"log": [0.1, 1], "log": [0.1, 2]}}"#,
                "found duplicate name 'log', expected unique names"
            ),
            (#"{"lr": {"log": [1, 2], "int": [1, 2]}}"#, "found no domain for 'lr', expected \(domain)"),
            (
                #"{"lr": {"loog": [1, 2]}}"#,
                "found the unknown domain 'loog' for 'lr', expected uniform, log, int or choice"
            ),
            (
                #"{"lr": {"log": [0, 1]}}"#,
                #"found "log": [0, 1] for 'lr', expected two numbers above 0, the lower one first"#
            ),
            (
                #"{"lr": {"log": [1, 0.1]}}"#,
                #"found "log": [1, 0.1] for 'lr', expected two numbers above 0, the lower one first"#
            ),
            (
                #"{"lr": {"uniform": [0.5]}}"#,
                #"found "uniform": [0.5] for 'lr', expected two numbers, the lower one first"#
            ),
            (
                #"{"lr": {"uniform": [-1e308, 1e308]}}"#,
                #"found "uniform": [-1e+308, 1e+308] for 'lr', expected two numbers, the lower one first"#
            ),
            (
                #"{"lr": {"uniform": ["a", "b"]}}"#,
                #"found "uniform": [a, b] for 'lr', expected two numbers, the lower one first"#
            ),
            (
                #"{"epochs": {"int": [1, 2.5]}}"#,
                #"found "int": [1, 2.5] for 'epochs', expected two integers, the lower one first"#
            ),
            (
                #"{"epochs": {"int": [1, 1e300]}}"#,
                #"found "int": [1, 1e+300] for 'epochs', expected two integers, the lower one first"#
            ),
            (
                #"{"batch": {"choice": []}}"#,
                #"found "choice": [] for 'batch', expected at least one value, without duplicates"#
            ),
            (
                #"{"batch": {"choice": [1, 1]}}"#,
                #"found "choice": [1, 1] for 'batch', expected at least one value, without duplicates"#
            ),
        ])
    func refusal(_ text: String, _ problem: String) throws {
        try withTemporaryDirectory { directory in
            let file = directory.appending(path: "space.json")
            try Data(text.utf8).write(to: file)
            let error = #expect(throws: DataError.self) { try SearchSpace(file: file.path) }
            #expect(error?.description == "\(file.path): \(problem)")
        }
    }

    @Test("of any truncated file is refused")
    func truncation() throws {
        let text = #"{"lr": {"log": [1e-4, 1]}, "batch": {"choice": [32, 64]}}"#
        for length in 0..<text.count {
            #expect(throws: DataError.self) { try parsed(String(text.prefix(length))) }
        }
    }

    @Test("a logarithmic range has as many draws in every decade, an even one in every tenth")
    func uniformity() {
        let space = SearchSpace(["lr": .log(1e-4...1), "momentum": .uniform(0...1), "epochs": .whole(1...4)])
        var random = RandomStream(seed: 7)
        var (decades, tenths, epochs): ([Int: Int], [Int: Int], [Int: Int]) = ([:], [:], [:])
        for _ in 0..<4000 {
            let sample = Proposal(space.sample(from: &random))
            decades[Int(floor(log10(sample.number("lr")))), default: 0] += 1
            tenths[Int(sample.number("momentum") * 10), default: 0] += 1
            epochs[Int(sample.number("epochs")), default: 0] += 1
        }
        // Five standard deviations of 4000 draws with a chance of 1/4 and 1/10.
        #expect(Set(-4 ... -1).isSubset(of: decades.keys) && Set(decades.keys).isSubset(of: -4...0))
        for decade in -4 ... -1 { #expect(abs(decades[decade]! - 1000) < 137) }
        for tenth in 0..<10 { #expect(abs(tenths[tenth]! - 400) < 95) }
        #expect(Set(epochs.keys) == [1, 2, 3, 4])
        for count in epochs.values { #expect(abs(count - 1000) < 137) }
    }

    @Test("numbers have no more than four significant digits and stay within their range")
    func rounding() {
        let domain = Domain.log(0.0123456...0.98765432)
        var random = RandomStream(seed: 1)
        for position in [0, 1] + (0..<200).map({ _ in random.uniform() }) {
            let number = domain.setting(at: position).number!
            #expect((0.0123456...0.98765432).contains(number))
            #expect(number == Double(String(format: "%.4g", number)) || position == 0 || position == 1)
        }
    }

    @Test(
        "a value lies where it was taken from",
        arguments: [
            Domain.uniform(-2...3), .log(1e-5...10), .whole(-3...8), .choice(["a", 2, "c"]),
            .log(1e-300...1e300), .whole(4...4),
        ])
    func positions(_ domain: Domain) {
        for setting in domain.grid(9) {
            let position = domain.position(of: setting)
            #expect((0...1).contains(position))
            #expect(domain.setting(at: position) == setting)
        }
    }

    @Test("a grid goes from end to end, evenly on each scale, and has every choice")
    func grid() {
        #expect(Domain.log(0.001...10).grid(5) == [0.001, 0.01, 0.1, 1, 10])
        #expect(Domain.uniform(0.5...0.9).grid(3) == [0.5, 0.7, 0.9])
        #expect(Domain.uniform(0.5...0.9).grid(1) == [0.7])
        #expect(Domain.whole(1...5).grid(3) == [1, 3, 5])
        #expect(Domain.whole(1...3).grid(7) == [1, 2, 3])
        #expect(Domain.choice([32, 64, 128, 256]).grid(2) == [32, 64, 128, 256])
        let space = SearchSpace(["b": .choice([1, 2]), "a": .uniform(0...1)])
        #expect(
            space.grid(2) == [
                ["a": 0, "b": 1], ["a": 0, "b": 2], ["a": 1, "b": 1], ["a": 1, "b": 2],
            ])
        #expect(space.gridCount(2) == 4)
        let large = SearchSpace(["a": .uniform(0...1), "b": .uniform(0...1), "c": .uniform(0...1)])
        #expect(large.gridCount(1 << 10) == 1 << 30)
    }

    @Test("narrowed, it is a part of itself around the value, moved inwards at its ends")
    func narrowing() throws {
        #expect(Domain.uniform(0...8).narrowed(around: 4, to: 0.25) == .uniform(3...5))
        #expect(Domain.uniform(0...8).narrowed(around: 0, to: 0.25) == .uniform(0...2))
        #expect(Domain.uniform(0...8).narrowed(around: 8, to: 0.25) == .uniform(6...8))
        #expect(Domain.whole(1...9).narrowed(around: 5, to: 1.0 / 3) == .whole(4...6))
        #expect(Domain.whole(1...9).narrowed(around: 9, to: 1.0 / 3) == .whole(7...9))
        #expect(Domain.choice([1, 2, 3]).narrowed(around: 2, to: 0.1) == .choice([2]))
        guard case .log(let range) = Domain.log(1e-4...1).narrowed(around: 0.01, to: 0.5) else {
            Issue.record("another kind of domain")
            return
        }
        #expect(abs(range.lowerBound - 0.001) < 1e-12 && abs(range.upperBound - 0.1) < 1e-10)
    }

    private func parsed(_ text: String) throws -> SearchSpace {
        try withTemporaryDirectory { directory in
            let file = directory.appending(path: "space.json")
            try Data(text.utf8).write(to: file)
            return try SearchSpace(file: file.path)
        }
    }
}
