import Chainrule
import ChainruleData
import ChainruleRecipes
import Foundation
import TestSupport
import Testing

@Suite("chainrule on texts that are written") struct WritingTests {
    @Test("texts are learned, evaluated and written by command", arguments: ["numbers", "dates"])
    func wholeWay(_ recipe: String) throws {
        try withTemporaryDirectory { directory in
            let small = ["--pairs", "200", "--batch", "50", "--epochs", "1", "--size", "16"]
            let trained = try runTool(["train", recipe, "--out", "run"] + small, in: directory)
            expectSuccess(trained)
            #expect(trained.output.contains("200 training and 40 validation pairs"))
            #expect(trained.output.contains("validation fully right"))
            let names = try FileManager.default.contentsOfDirectory(
                atPath: directory.appending(path: "run/pictures").path)
            #expect(names.sorted() == (1...4).map { "attention-\($0).png" })
            expectSuccess(try runTool("evaluate", "run", in: directory))
            let text = recipe == "numbers" ? "forty-two" : "12 march 1987"
            try Data("\(text)\n".utf8).write(to: directory.appending(path: "in.txt"))
            let predicted = try runTool("predict", "run", "in.txt", "--json", in: directory)
            expectSuccess(predicted)
            let answers = try JSONSerialization.jsonObject(with: Data(predicted.output.utf8))
            let answer = try #require((answers as? [[String: Any]])?.first)
            #expect(Set(answer.keys) == ["name", "text"] && answer["name"] as? String == text)
            for form in [[], ["--csv"], ["--beam", "3"]] {
                let shown = try runTool(["predict", "run", "in.txt"] + form, in: directory)
                expectSuccess(shown)
                #expect(shown.output.contains(text))
            }
            let piped = try runShell("echo '\(text)' | chainrule predict run - --csv", in: directory)
            expectSuccess(piped)
            #expect(piped.output.contains(text))
            let drawn = try runTool("predict", "run", "in.txt", "--out", "drawn", in: directory)
            expectSuccess(drawn)
            #expect(drawn.output.hasSuffix("drawn/line-1-predicted.png\n"))
            for command in ["summary", "statistics"] {
                expectSuccess(try runTool(command, "run", in: directory))
            }
            try Data("¿?\n".utf8).write(to: directory.appending(path: "odd.txt"))
            let odd = try runTool("predict", "run", "odd.txt", in: directory)
            #expect(odd.code == 1 && odd.error.contains("odd.txt, line 1: found the character '¿'"))
            let more = try runTool("train", "--resume", "run", "--epochs", "2", in: directory)
            expectSuccess(more)
        }
    }

    @Test("beam search is for networks that write, and options are checked")
    func refusals() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(
                try runTool(
                    [
                        "train", "softmax", "--glyphs", "digits", "--examples", "20", "--epochs", "1",
                        "--out", "run",
                    ],
                    in: directory))
            try Picture(fileName: "x.png", summary: "", image: .zeros([1, 28, 28])).write(
                toDirectory: directory)
            let beam = try runTool("predict", "run", "x.png", "--beam", "2", in: directory)
            #expect(beam.code == 1 && beam.error.contains("a run of softmax, which writes no sequences"))
            let kind = try runTool("train", "numbers", "--attention", "much", in: directory)
            #expect(kind.code == 2 && kind.error.contains("one of: dot, none"))
            let many = try runTool("train", "dates", "--pairs", "50001", in: directory)
            #expect(many.code == 2 && many.error.contains("integer from 1 to 50000"))
        }
    }

    @Test(
        "scenes are captioned by command",
        .enabled(if: Engine.current == .oneDNN, "a reference convolution takes a hundred times as long"))
    func captions() throws {
        try withTemporaryDirectory { directory in
            let trained = try runTool(
                [
                    "train", "captions", "--out", "run", "--scenes", "8", "--batch", "4", "--epochs", "1",
                    "--size", "16",
                ], in: directory)
            expectSuccess(trained)
            #expect(trained.output.contains("by beam search"))
            let pictures = directory.appending(path: "run/pictures").path
            #expect(try FileManager.default.contentsOfDirectory(atPath: pictures).count == 2)
            expectSuccess(try runTool("evaluate", "run", in: directory))
        }
    }
}
