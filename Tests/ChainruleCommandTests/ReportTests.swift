import ChainruleRecipes
import Foundation
import TestSupport
import Testing

@Suite("chainrule report") struct ReportTests {
    private func train(_ name: String, _ options: String..., in directory: URL) throws {
        expectSuccess(
            try runTool(
                ["train", "softmax", "--examples", "100", "--epochs", "1", "--out", name] + options,
                in: directory))
    }

    private func text(_ name: String, in directory: URL) throws -> String {
        try String(contentsOf: directory.appending(path: name), encoding: .utf8)
    }

    @Test("training leaves a report, which is made again from the run's files")
    func again() throws {
        try withTemporaryDirectory { directory in
            try train("run", in: directory)
            let first = try text("run/report.html", in: directory)
            #expect(first.contains("Finished: 1 epoch") && first.contains("Confusion matrix"))
            try FileManager.default.removeItem(at: directory.appending(path: "run/report.html"))
            let result = try runTool("report", "run", in: directory)
            #expect(result.code == 0 && result.output.hasSuffix("written to run/report.html\n"))
            #expect(try text("run/report.html", in: directory) == first)
            // Of a run without the parts of a report, what can be made is made.
            try FileManager.default.removeItem(at: directory.appending(path: "run/report"))
            let other = try runTool("report", "run", "--out", "other.html", in: directory)
            #expect(other.code == 0 && other.output.hasSuffix("written to other.html\n"))
            let page = try text("other.html", in: directory)
            #expect(page.contains("Confusion matrix") && !page.contains("Outputs of the layers"))
        }
    }

    @Test("a resumed run goes on with what its report shows")
    func resumed() throws {
        try withTemporaryDirectory { directory in
            try train("run", in: directory)
            expectSuccess(try runTool("train", "--resume", "run", "--epochs", "2", in: directory))
            let dynamics = try #require(
                try RunDirectory(directory.appending(path: "run").path).dynamics())
            #expect(dynamics.losses.stepCount == 2 * dynamics.stepsPerEpoch)
            #expect(try text("run/report.html", in: directory).contains("Finished: 2 epochs"))
        }
    }

    @Test("several runs, or the trials of a search, are laid over each other")
    func several() throws {
        try withTemporaryDirectory { directory in
            try train("a", in: directory)
            try train("b", "--lr", "0.5", in: directory)
            let result = try runTool("report", "a", "b", in: directory)
            #expect(result.code == 0 && result.output == "written to comparison.html\n")
            let page = try text("comparison.html", in: directory)
            #expect(page.contains("2 runs compared") && page.contains("learning rate"))
        }
        try withSpace { directory in
            _ = try search("--trials", "3", "--epochs", "1", in: directory)
            let result = try runTool("report", "search", in: directory)
            #expect(result.code == 0 && result.output == "written to search/report.html\n", "\(result.error)")
            let page = try text("search/report.html", in: directory)
            #expect(page.contains("3 trials") && page.contains("Hyperparameters and results"))
        }
    }

    @Test("without Graphviz the report has everything but the graph, and says so")
    func withoutGraphviz() throws {
        try withTemporaryDirectory { directory in
            let result = try runShell(
                "tool=$(command -v chainrule); mkdir bin; ln -s $(command -v env) bin/; "
                    + "PATH=$PWD/bin $tool train softmax --examples 100 --epochs 1 --out run && "
                    + "PATH=$PWD/bin $tool report run", in: directory)
            #expect(result.code == 0 && result.output.contains("warning  the graph was not drawn: Graphviz"))
            let page = try text("run/report.html", in: directory)
            #expect(page.contains("The graph is not drawn") && page.contains("Confusion matrix"))
        }
    }

    @Test("what is no run is an error, and nothing is written")
    func errors() throws {
        try withTemporaryDirectory { directory in
            let missing = try runTool("report", "none", in: directory)
            #expect(missing.code == 1 && missing.error.contains("none/run.json"), "\(missing.error)")
            try train("run", in: directory)
            let one = try runTool("report", "run", "none", in: directory)
            #expect(one.code == 1 && one.error.contains("none/run.json"))
            try Data("{}".utf8).write(to: directory.appending(path: "run/run.json"))
            let broken = try runTool("report", "run", "--out", "r.html", in: directory)
            #expect(broken.code == 1 && broken.error.contains("run.json"), "\(broken.error)")
            let name = try runTool("report", "run", "--out", "r.txt", in: directory)
            #expect(name.code == 2 && name.error.contains("one that ends in .html"))
            #expect(try files(in: directory) == ["run"])
        }
    }
}
