import ChainruleData
import ChainruleRecipes
import ChainruleStudio
import ChainruleTraining
import Foundation
import RecipeTestSupport
import TestSupport
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite("The report of a run") struct RunReportTests {
    /// Trains a run in a directory as `chainrule train` does.
    private func train(_ run: RecipeRun, in directory: RunDirectory, stop: StopRequest = StopRequest()) throws
    {
        let record = try RunRecord(of: run, command: ["chainrule", "train", "<&>"])
        let writer = ReportWriter(directory, of: run)
        try directory.begin {
            let doctor = Doctor { _ in }
            let samples = TrainingSamples(of: run.task, directory: directory.samples) { _ in }
            let outcome = try run.fit(
                observers: [doctor] + directory.writers(record, doctor: doctor) + [samples, writer],
                stop: stop)
            guard case .finished = outcome else { return }
            try writer.finish(
                training: run.evaluate(on: run.training), validation: run.evaluate(on: run.validation))
        }
    }

    /// A run of a recipe on a file, and a text in it.
    private func run(
        _ name: String, on text: String, _ options: [String: String], epochs: Int = 2, in url: URL
    ) throws -> RecipeRun {
        let recipe = try #require(Recipe.named(name))
        let file = url.appending(path: "data.txt")
        try Data(text.utf8).write(to: file)
        var chosen = recipe.defaults
        (chosen.epochs, chosen.batchSize) = (epochs, 8)
        let all = OptionValues(options.merging(["data": file.path]) { $1 }, of: recipe.allOptions)
        return try RecipeRun(
            recipe, on: recipe.task.loadedData(all, seed: 0), options: all, with: chosen, seed: 0)
    }

    private func page(_ directory: RunDirectory) throws -> String {
        let page = try String(contentsOf: directory.report, encoding: .utf8)
        try expectWellFormed(page)
        for address in ["http://", "https://"] {
            let found = page.components(separatedBy: address).dropFirst().filter {
                !$0.hasPrefix("www.w3.org/")
            }
            #expect(found.isEmpty, "the page refers to the network")
        }
        return page
    }

    /// The titles of the sections and what is in them.
    private func titles(_ page: String) -> [String] {
        page.matches(of: /<h[23][^>]*>([^<]*)</).map { String($0.1) }
    }

    @Test("of images shows curves, confusion, mistakes, layers, filters, model and machine")
    func images() throws {
        try withTemporaryDirectory { url in
            let directory = RunDirectory(url.appending(path: "run").path)
            try train(sampleRun("lenet", examples: 64, epochs: 2, batchSize: 16), in: directory)
            let page = try page(directory)
            let expected = [
                "Curves", "Loss by epoch", "Accuracy by epoch", "Loss by step", "Learning rate",
                "Findings of the Doctor", "Evaluation", "Confusion matrix", "Most confident mistakes",
                "Within the layers", "Update-to-weight ratios", "Outputs of the layers",
                "Gradients of the layers", "Filters of the first layer", "Model",
                "Settings, machine and command", "Command",
            ]
            for title in expected { #expect(titles(page).contains(title), "\(title) is missing") }
            #expect(page.contains("Finished: 2 epochs") && page.contains("Conv2d(1 → 20, 5×5)"))
            #expect(page.contains("chainrule train &lt;&amp;&gt;"))
            // The mistakes that the model is surest of come first.
            let evaluation = try #require(try directory.evaluation())
            guard case .mistakes(let mistakes, let count) = evaluation.exhibits[1] else {
                Issue.record("no mistakes")
                return
            }
            #expect(count >= mistakes.count && mistakes.count > 1)
            #expect(mistakes.map(\.confidence) == mistakes.map(\.confidence).sorted(by: >))
            #expect(mistakes.allSatisfy { $0.truth != $0.prediction && $0.png != nil })
        }
    }

    @Test("of numbers shows predicted against true")
    func regression() throws {
        try withTemporaryDirectory { url in
            let rows = (0..<60).map { "\($0 % 7),\($0 % 5),\(Double($0 % 7) * 2 + Double($0) / 8)" }
            let text = (["a,b,\"<y>\""] + rows).joined(separator: "\n") + "\n"
            let run = try run("table", on: text, ["target": "<y>", "hidden": "8"], in: url)
            let directory = RunDirectory(url.appending(path: "run").path)
            try train(run, in: directory)
            let page = try page(directory)
            #expect(page.contains("Predicted against true &lt;y&gt;") && page.contains("true &lt;y&gt;"))
            #expect(titles(page).contains("R2 by epoch") && !titles(page).contains("Confusion matrix"))
        }
    }

    @Test("of classes of a table shows the confusion matrix, without pictures")
    func classes() throws {
        try withTemporaryDirectory { url in
            let rows = (0..<60).map { "\($0 % 3 * 2 + $0 % 2),\($0 % 5),\(["a", "b", "c"][$0 % 3])" }
            let text = (["x,y,kind"] + rows).joined(separator: "\n") + "\n"
            let directory = RunDirectory(url.appending(path: "run").path)
            try train(run("table", on: text, ["target": "kind", "hidden": "8"], in: url), in: directory)
            let page = try page(directory)
            #expect(titles(page).contains("Confusion matrix") && page.contains("<th scope=\"row\">c</th>"))
            #expect(!titles(page).contains("Filters of the first layer"))
        }
    }

    @Test("of a language model shows what it wrote")
    func languageModel() throws {
        try withTemporaryDirectory { url in
            let text = String(repeating: "a rose & a <nose>.\n", count: 20)
            let options = ["size": "12", "layers": "1", "sequence-length": "8", "held-out": "0.2"]
            let directory = RunDirectory(url.appending(path: "run").path)
            try train(run("char-rnn", on: text, options, in: url), in: directory)
            let page = try page(directory)
            #expect(titles(page).contains("Samples") && titles(page).contains { $0.hasPrefix("After ") })
            #expect(titles(page).contains("Perplexity by epoch"))
        }
    }

    @Test("is there while the training goes on, and says how far it is")
    func underWay() throws {
        try withTemporaryDirectory { url in
            let directory = RunDirectory(url.appending(path: "run").path)
            let stop = StopRequest()
            let run = try sampleRun("softmax", examples: 64, epochs: 3, batchSize: 16)
            let record = try RunRecord(of: run)
            var pages: [String] = []
            let look = Witness { step in
                if step.step == 1 { pages.append(try RunReport(directory).html()) }
                if step.step == 6 { stop(because: "a test") }
            }
            _ = try directory.begin {
                try run.fit(
                    observers: directory.writers(record) + [ReportWriter(directory, of: run), look],
                    stop: stop)
            }
            try expectWellFormed(pages[0])
            #expect(pages[0].contains("0 of 3 epochs so far") && pages[0].contains("No epoch has ended yet."))
            let page = try page(directory)
            #expect(page.contains("Ended early, after 1 epoch of 3: a test"))
            #expect(titles(page).contains("Update-to-weight ratios") && !titles(page).contains("Evaluation"))
        }
    }

    @Test("pins the Doctor's findings on the curves, each a link to its explanation")
    func findings() throws {
        try withTemporaryDirectory { url in
            let directory = RunDirectory(url.appending(path: "run").path)
            let run = try sampleRun("mlp", examples: 64, epochs: 3, batchSize: 8, learningRate: 1e-7)
            try train(run, in: directory)
            let dynamics = try #require(try directory.dynamics())
            #expect(!dynamics.findings.isEmpty)
            let page = try page(directory)
            for (number, finding) in dynamics.findings.enumerated() {
                #expect(
                    page.contains("<li id=\"finding-\(number + 1)\" class=\"\(finding.severity.rawValue)\">"))
                #expect(page.components(separatedBy: "href=\"#finding-\(number + 1)\"").count > 2)
            }
        }
    }

    @Test("needs a run: without one, or with a damaged one, nothing is written")
    func errors() throws {
        try withTemporaryDirectory { url in
            let directory = RunDirectory(url.appending(path: "run").path)
            #expect(throws: DataError.self) { try RunReport(directory).write() }
            #expect(!FileManager.default.fileExists(atPath: directory.url.path))
            try train(sampleRun("softmax", examples: 32, epochs: 1, batchSize: 16), in: directory)
            try FileManager.default.removeItem(at: directory.report)
            let part = directory.reportParts.appending(path: "dynamics.json")
            try Data("{".utf8).write(to: part)
            #expect {
                try RunReport(directory).write()
            } throws: {
                "\($0)".contains("dynamics.json")
            }
            #expect(!FileManager.default.fileExists(atPath: directory.report.path))
        }
    }

    @Test("several runs stand side by side, with what differs and their hyperparameters")
    func comparison() throws {
        try withTemporaryDirectory { url in
            let rates = [0.01, 0.02, 0.5]
            let directories = rates.indices.map { RunDirectory(url.appending(path: "run-\($0)").path) }
            for (rate, directory) in zip(rates, directories) {
                let batch = rate == 0.5 ? 8 : 16
                try train(
                    sampleRun("softmax", examples: 32, epochs: 2, batchSize: batch, learningRate: rate),
                    in: directory)
            }
            let file = url.appending(path: "all.html")
            try RunComparison(directories).write(to: file)
            let page = try String(contentsOf: file, encoding: .utf8)
            try expectWellFormed(page)
            for title in ["Runs", "Validation accuracy", "What differs", "Hyperparameters and results"] {
                #expect(titles(page).contains(title), "\(title) is missing")
            }
            #expect(
                page.contains("<th scope=\"col\">learning rate</th><th")
                    || page.contains("learning rate</th>"))
            #expect(page.contains(">run-2</th>") && page.contains("parallel coordinates"))
            #expect(throws: DataError.self) {
                try RunComparison(directories + [RunDirectory(url.appending(path: "none").path)]).html()
            }
        }
    }
}

/// Every element of a page ends, and nothing in it breaks its markup.
private func expectWellFormed(_ page: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let parser = XMLParser(data: Data(page.utf8))
    let isWellFormed = parser.parse()
    #expect(
        isWellFormed, "line \(parser.lineNumber): \(String(describing: parser.parserError))",
        sourceLocation: sourceLocation)
    let identifiers = page.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    #expect(Set(identifiers).count == identifiers.count, sourceLocation: sourceLocation)
}
