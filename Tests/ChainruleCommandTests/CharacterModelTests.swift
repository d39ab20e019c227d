import Foundation
import TestSupport
import Testing

@Suite("chainrule on texts") struct CharacterModelCommandTests {
    private static let verse = String(
        repeating: "row, row, row your boat\n  gently \"down\" the stream\n", count: 20)
    private static let small = ["--size", "8", "--layers", "1", "--sequence-length", "16", "--batch", "4"]

    /// Trains on a verse and calls `body` with the directory in which `verse.txt` and `run` lie.
    private func withRun(
        _ recipe: String = "char-rnn", _ options: [String] = [], _ body: (URL, ToolResult) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            try Data(Self.verse.utf8).write(to: directory.appending(path: "verse.txt"))
            let trained = try runTool(
                ["train", recipe, "--data", "verse.txt", "--epochs", "2", "--out", "run"] + Self.small
                    + options,
                in: directory)
            expectSuccess(trained)
            try body(directory, trained)
        }
    }

    @Test(
        "a text is learned, evaluated, predicted and written by command",
        arguments: ["char-rnn", "char-transformer"])
    func wholeWay(_ recipe: String) throws {
        try withRun(recipe) { directory, trained in
            #expect(trained.output.contains("918 training and 102 validation characters, 20 different ones"))
            for part in ["validation loss ", " nats per character", "perplexity", "after 30 steps:\n    "] {
                #expect(trained.output.contains(part), "\(part)")
            }
            #expect(try files(in: directory.appending(path: "run/samples")) == ["step-000030.txt"])
            let evaluated = try runTool("evaluate", "run", in: directory)
            expectSuccess(evaluated)
            let figure = try #require(
                trained.output.split(separator: "\n").first { $0.hasPrefix("validation loss ") })
            #expect(evaluated.output.contains(figure.split(separator: " ")[2]))
            try Data("row, ".utf8).write(to: directory.appending(path: "next.txt"))
            let predicted = try runTool("predict", "run", "next.txt", in: directory)
            expectSuccess(predicted)
            #expect(predicted.output.contains("next.txt"))
            for command in ["summary", "statistics"] {
                expectSuccess(try runTool(command, "run", in: directory))
            }
            let words = ["generate", "run", "--length", "40", "--prime", "row", "--seed", "3"]
            let first = try runTool(words, in: directory)
            expectSuccess(first)
            #expect(first.output.count == 44 && first.output.hasPrefix("row") && first.output.hasSuffix("\n"))
            #expect(try runTool(words, in: directory).output == first.output)
            #expect(
                try runTool(words + ["--top-k", "1"], in: directory).output
                    == runTool(words + ["--temperature", "0"], in: directory).output)
            #expect(try runTool(words + ["--top-p", "0.5"], in: directory).code == 0)
        }
    }

    @Test("a text that is written ends quietly with its pipe, and cleanly with Ctrl-C")
    func endings() throws {
        try withRun { directory, _ in
            let cut = try runShell(
                "chainrule generate run --length 1000000 | head -c 20", in: directory)
            #expect(cut.error == "" && cut.output.count == 20)
            let begun = directory.appending(path: "text")
            let process = toolProcess(["generate", "run", "--length", "1000000"], in: directory)
            try Data().write(to: begun)
            process.standardOutput = try FileHandle(forWritingTo: begun)
            try process.run()
            while try Data(contentsOf: begun).count < 5 { Thread.sleep(forTimeInterval: 0.01) }
            kill(process.processIdentifier, SIGINT)
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGINT)
            let text = try String(contentsOf: begun, encoding: .utf8)
            #expect(text.hasSuffix("\n") && text.count < 1_000_000)
        }
    }

    @Test("cells that keep track of something are found, printed and drawn on a page")
    func inspection() throws {
        try withRun { directory, _ in
            let found = try runTool(
                "inspect", "run", "--text", "verse.txt", "--out", "page.html", in: directory)
            expectSuccess(found)
            for property in ["position in line", "inside quotes", "indentation"] {
                #expect(found.output.contains("\(property) "), "\(found.output)")
            }
            #expect(found.output.contains("layer 1, cell ") && !found.output.contains("\u{1B}"))
            let page = try String(contentsOf: directory.appending(path: "page.html"), encoding: .utf8)
            #expect(page.contains("<h2>inside quotes: layer 1, cell ") && page.contains("&quot;"))
            let chosen = try runTool(
                "inspect", "run", "--text", "verse.txt", "--cells", "1:7", "--out", "page.html", in: directory
            )
            expectSuccess(chosen)
            let refused = try runTool(
                "inspect", "run", "--text", "verse.txt", "--cells", "1:8", in: directory)
            #expect(
                refused.error
                    == "chainrule: run: found no layer 1, cell 8, expected layers from 1 to 1 and cells from 0 to 7\n"
            )
        }
    }

    @Test("odd texts and options get one line")
    func refusals() throws {
        try withRun { directory, _ in
            try Data().write(to: directory.appending(path: "empty.txt"))
            try Data("x".utf8).write(to: directory.appending(path: "one.txt"))
            try Data([0x61, 0x62, 0xFF]).write(to: directory.appending(path: "bytes.txt"))
            try Data("row\nZ".utf8).write(to: directory.appending(path: "strange.txt"))
            let strange =
                "found the character 'Z' (U+005A) in line 2, expected the 20 characters that the model was trained on"
            for (words, code, message) in [
                (
                    ["train", "char-rnn", "--data", "empty.txt"], 1,
                    "empty.txt: found an empty file, expected a text"
                ),
                (
                    ["train", "char-rnn", "--data", "bytes.txt"], 1,
                    "bytes.txt: found invalid UTF-8 at byte 2, expected UTF-8"
                ),
                (
                    ["train", "char-rnn", "--data", "one.txt"], 1,
                    "one.txt: found a text of a single character, 1 time, expected at least two different characters to train on"
                ),
                (["evaluate", "run", "--data", "strange.txt"], 1, "strange.txt: \(strange)"),
                (["predict", "run", "strange.txt"], 1, "strange.txt: \(strange)"),
                (["inspect", "run", "--text", "strange.txt"], 1, "strange.txt: \(strange)"),
                (
                    ["generate", "run", "--prime", "Z"], 1,
                    "the beginning: found the character 'Z' (U+005A) in line 1, expected the 20 characters that the model was trained on"
                ),
                (
                    ["train", "char-rnn", "--sequence-length", "0"], 2,
                    "the value '0' of '--sequence-length' is not an integer from 1 to 10000"
                ),
                (
                    ["train", "char-rnn", "--preset", "huge"], 2,
                    "the recipe char-rnn has no preset 'huge', expected one of quick, full"
                ),
                (
                    ["generate", "run", "--top-p", "0"], 2,
                    "the value '0' of '--top-p' is not a number above 0 and up to 1"
                ),
            ] as [([String], Int32, String)] {
                let result = try runTool(words, in: directory)
                #expect(result.code == code && result.output == "")
                #expect(result.error.replacing("\(directory.path)/", with: "") == "chainrule: \(message)\n")
            }
            expectSuccess(
                try runTool(
                    "train", "softmax", "--examples", "20", "--epochs", "1", "--out", "images", in: directory)
            )
            let images = try runTool("generate", "images", in: directory)
            #expect(
                images.error.hasSuffix(
                    "images: found a run of softmax, which writes no text, expected one of char-rnn, char-transformer\n"
                ))
        }
    }
}
