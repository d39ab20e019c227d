import Chainrule
import Foundation
import TestSupport
import Testing

@Suite("A wrong use of chainrule search")
struct SearchUsageTests {
    private static let option =
        "expected an option of chainrule train that is not given on the command line, with valid values"

    @Test(
        "in the space is reported with the name, before the first trial",
        arguments: [
            (#"{"lrr": {"log": [0.1, 1]}}"#, "'lrr', but unknown option '--lrr'; did you mean '--lr'?"),
            (
                #"{"lr": {"uniform": [-1, 1]}}"#,
                "'lr', but the value '-1' of '--lr' is not a finite number above 0"
            ),
            (
                #"{"batch": {"uniform": [1, 2]}}"#,
                "'batch', but the value '1.167' of '--batch' is not an integer from 1 to 1000000"
            ),
            (
                #"{"momentum": {"choice": [0.5, 1]}}"#,
                "'momentum', but the value '1' of '--momentum' is not a number from 0 up to but excluding 1"
            ),
            (
                #"{"l2": {"choice": ["much"]}}"#,
                "'l2', but the value 'much' of '--l2' is not a finite number, 0 or above"
            ),
            (#"{"out": {"choice": ["x"]}}"#, "'out', but option '--out' is given more than once"),
            (
                #"{"examples": {"int": [1, 9]}}"#,
                "'examples', but option '--examples' is given more than once"
            ),
            (#"{"help": {"choice": [1]}}"#, "'help', but there is no such option"),
        ])
    func space(_ space: String, _ problem: String) throws {
        try withSearch(space) { directory, result in
            expectRefusal(result, code: 1, "space.json: found \(problem), \(Self.option)")
            let names = try files(in: directory)
            #expect(names == ["space.json"])
        }
    }

    @Test("where epochs are given twice is refused")
    func epochs() throws {
        let problem =
            "space.json: found 'epochs', but option '--epochs' is given more than once, \(Self.option)"
        for options in [["--epochs", "2"], ["--method", "halving"]] {
            try withSearch(#"{"epochs": {"int": [1, 5]}}"#, options) { _, result in
                expectRefusal(result, code: 1, problem)
            }
        }
    }

    @Test(
        "of its options is reported in one line",
        arguments: [
            (
                ["--method", "bayes"],
                "the value 'bayes' of '--method' is not one of: grid, random, halving, hyperband, tpe"
            ),
            (["--method", "grid", "--trials", "3"], "--trials does not apply to the method 'grid'"),
            (
                ["--method", "hyperband", "--trials", "3"],
                "--trials does not apply to the method 'hyperband'"
            ),
            (["--points", "3"], "--points does not apply to the method 'random'"),
            (["--method", "tpe", "--rounds", "2"], "--rounds does not apply to the method 'tpe'"),
            (["--eta", "3"], "--eta does not apply to the method 'random'"),
            (["--method", "halving", "--eta", "1"], "--eta is 1, expected at least 2"),
            (["--method", "grid", "--generation", "3"], "--generation does not apply to the method 'grid'"),
            (
                ["--method", "hyperband", "--epochs", "2"],
                "--epochs is 2, expected at least the 3 of --eta"
            ),
            (["--method", "halving", "--eta", "6"], "--epochs is 5, expected at least the 6 of --eta"),
            (["--method", "halving", "--trials", "2"], "--trials is 2, expected at least the 3 of --eta"),
            (["--trials", "1000", "--rounds", "11"], "the search would take more than 10000 trials"),
        ])
    func options(_ options: [String], _ message: String) throws {
        try withSearch(#"{"lr": {"log": [0.1, 1]}}"#, options) { directory, result in
            expectRefusal(result, code: 2, message)
            let names = try files(in: directory)
            #expect(names == ["space.json"])
        }
    }

    @Test("such as more jobs than cores, data that is not there, or no space, is refused")
    func others() throws {
        let cores = Threads.usableCores
        try withSearch(#"{"lr": {"log": [0.1, 1]}}"#, ["--jobs", "\(cores + 1)"]) { _, result in
            expectRefusal(
                result, code: 2,
                "--jobs is \(cores + 1), expected at most \(cores), the cores this process may use")
        }
        try withSearch(#"{"lr": {"log": [0.1, 1]}}"#, ["--jobs", "1", "--threads", "\(cores + 1)"]) {
            _, result in
            expectRefusal(
                result, code: 2,
                "--jobs is 1 with --threads \(cores + 1), expected at most \(cores), the cores this process may use"
            )
        }
        try withTemporaryDirectory { directory in
            let result = try runTool("search", "softmax", "--space", "none.json", in: directory)
            expectRefusal(result, code: 1, "none.json: does not exist, expected a file")
            try Data(#"{"lr": {"log": [0.1, 1]}}"#.utf8).write(to: directory.appending(path: "space.json"))
            let dataless = try runTool(
                "search", "softmax", "--space", "space.json", "--data", "none", in: directory)
            #expect(dataless.code == 1 && dataless.error.contains("/none"))
            #expect(try files(in: directory) == ["space.json"])
        }
    }

    @Test("is avoided by help that tells of every option and method")
    func help() throws {
        let help = try runTool("search", "--help")
        expectSuccess(help)
        for text in [
            "--space ", "--method ", "--trials ", "--epochs ", "--points ", "--rounds ", "--eta ", "--jobs ",
            "--seed ", "--objective ", "--data ", "--out ", "--lr ", "--generation ", "hyperband:",
            "optimistic",
        ] { #expect(help.output.contains(text)) }
    }

    private func withSearch(
        _ space: String, _ options: [String] = [], _ body: (URL, ToolResult) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            try Data(space.utf8).write(to: directory.appending(path: "space.json"))
            try body(
                directory,
                runTool(
                    ["search", "softmax", "--space", "space.json", "--examples", "50"] + options,
                    in: directory))
        }
    }
}
