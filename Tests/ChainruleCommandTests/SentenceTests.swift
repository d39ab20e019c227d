import Foundation
import TestSupport
import Testing

@Suite("chainrule on sentences") struct SentenceTests {
    private func write(_ files: [String: String], in directory: URL) throws {
        for (name, text) in files {
            let url = directory.appending(path: name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
    }

    private let reviews = [
        "films/reviews.pos": "good\na good film\nvery good , really\nit is good\nso good",
        "films/reviews.neg": "bad\na bad film\nvery bad , really\nit is bad\nso bad",
    ]

    @Test(
        "a run of a directory is trained, evaluated, asked and cross-validated",
        arguments: ["text-cnn", "lstm-reader"])
    func wholeWay(_ recipe: String) throws {
        try withTemporaryDirectory { directory in
            try write(reviews, in: directory)
            let small = ["--data", "films", "--epochs", "2", "--batch", "4"]
            let trained = try runTool(["train", recipe, "--out", "run"] + small, in: directory)
            expectSuccess(trained)
            #expect(trained.output.contains("8 training and 2 validation sentences, classes neg, pos"))
            let evaluated = try runTool("evaluate", "run", in: directory)
            expectSuccess(evaluated)
            #expect(evaluated.output.contains("accuracy"))
            expectSuccess(try runTool("evaluate", "run", "--data", "films", in: directory))
            try write(["new.text": "a good one\nnot bad\n"], in: directory)
            let predicted = try runTool("predict", "run", "new.text", "so very good", in: directory)
            expectSuccess(predicted)
            #expect(predicted.output.contains("so very good") && !predicted.output.contains("\u{1B}["))
            let attributed = try runTool("predict", "run", "new.text", "--attributions", in: directory)
            expectSuccess(attributed)
            #expect(attributed.output.contains(": a (") && attributed.output.contains("one ("))
            let json = try runTool("predict", "run", "new.text", "--attributions", "--json", in: directory)
            expectSuccess(json)
            #expect(json.output.contains("\"attributions\""))
            expectSuccess(try runTool("predict", "run", "new.text", "--csv", in: directory))
            let piped = try runShell(
                "printf 'fine\\n\\nbad film\\n' | chainrule predict run -", in: directory)
            expectSuccess(piped)
            #expect(piped.output.split(separator: "\n").count == 3)
            for command in ["summary", "statistics", "neighbors"] {
                expectSuccess(try runTool(command, "run", in: directory))
            }
            expectSuccess(try runTool("explain", recipe, "--data", "films", in: directory))
            let folds = try runTool(
                ["cross-validate", recipe, "--folds", "2", "--held-out", "0"] + small, in: directory)
            expectSuccess(folds)
            #expect(folds.output.contains("10 training examples in 2 folds"))
        }
    }

    @Test("a tagger is trained, evaluated and asked; a Doctor, an ensemble and a search take sentences")
    func generated() throws {
        try withTemporaryDirectory { directory in
            let small = ["--sentences", "40", "--epochs", "1"]
            expectSuccess(try runTool(["train", "tagger", "--out", "run"] + small, in: directory))
            let predicted = try runTool("predict", "run", "they run .", in: directory)
            expectSuccess(predicted)
            #expect(predicted.output.hasPrefix("they/"))
            let csv = try runTool("predict", "run", "they run .", "--csv", in: directory)
            #expect(csv.output.split(separator: "\n").count == 4)
            let refused = try runTool("predict", "run", "they run .", "--attributions", in: directory)
            #expect(refused.code == 1 && refused.error.contains("one that classifies sentences"))
            expectSuccess(try runTool("evaluate", "run", in: directory))
            expectSuccess(try runTool("summary", "run", in: directory))
            expectSuccess(try runTool(["doctor", "lstm-reader"] + small, in: directory))
            expectSuccess(
                try runTool(
                    ["ensemble", "tagger", "--members", "2", "--out", "e"] + small, in: directory))
            try write(["space.json": #"{"min-count": {"choice": ["1", "2"]}}"#], in: directory)
            expectSuccess(
                try runTool(
                    ["search", "text-cnn", "--space", "space.json", "--method", "grid", "--out", "s"] + small,
                    in: directory))
        }
    }

    @Test("options that do not fit, and data that cannot be read, get one line")
    func refusals() throws {
        try withTemporaryDirectory { directory in
            try write(reviews, in: directory)
            try write(["one/a.txt": "x", "t.csv": "text,kind\nfine,a\nbad,b\n"], in: directory)
            let cases: [(words: [String], code: Int32, message: String)] = [
                (["--data", "films", "--sentences", "9"], 2, "--sentences is for generated sentences"),
                (["--held-out", "0.5"], 2, "--held-out is for sentences that are read and needs --data"),
                (["--data", "films", "--min-count", "0"], 2, "--min-count"),
                (["--data", "nothing"], 1, "nothing"),
                (["--data", "one"], 1, "found a single class, a"),
                (["--data", "t.csv"], 1, "expected the column to predict, one of text, kind"),
                (["--data", "t.csv", "--target", "sort"], 1, "no column 'sort'"),
                (["--data", "films", "--out", "films/run"], 1, "a directory inside the data"),
            ]
            for (words, code, message) in cases {
                let refused = try runTool(["train", "text-cnn"] + words, in: directory)
                #expect(refused.code == code && refused.error.contains(message), "\(words): \(refused.error)")
            }
            let stranger = try runTool("train", "tagger", "--data", "films", in: directory)
            #expect(
                stranger.code == 2 && stranger.error.contains("--data does not apply to the recipe tagger"))
        }
    }
}
