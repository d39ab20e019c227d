import Foundation
import TestSupport
import Testing

@Suite("chainrule draw", .enabled(if: isGraphvizThere)) struct DrawTests {
    @Test("a typed formula becomes a picture of every kind, and a page")
    func formulas() throws {
        try withTemporaryDirectory { directory in
            for name in ["f.svg", "f.png", "f.pdf", "f.html"] {
                let result = try runTool(
                    "draw", "f = (x + y) * z", "x=-2", "y=5", "z=-4", "--out", name, in: directory)
                expectSuccess(result)
                #expect(result.output.hasSuffix("drawn in \(name)\n"))
            }
            let svg = try String(contentsOf: directory.appending(path: "f.svg"), encoding: .utf8)
            #expect(svg.contains(">&#45;12.0</text>") && svg.contains("<title>gate ×</title>"))
            let page = try String(contentsOf: directory.appending(path: "f.html"), encoding: .utf8)
            #expect(page.contains("multiply switches") && page.contains("x ← x − 0.1 · gradient"))
            #expect(!page.contains("src=") && !page.contains("<link") && !page.contains("url("))
        }
    }

    @Test("a recipe's network is drawn folded, and opened as deep as one wants")
    func recipes() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(try runTool("draw", "lenet", "--batch", "2", "--out", "folded.svg", in: directory))
            let folded = try String(contentsOf: directory.appending(path: "folded.svg"), encoding: .utf8)
            #expect(folded.contains("<title>module conv1 Conv2d(1 → 20, 5×5)</title>"))
            expectSuccess(
                try runTool(
                    "draw", "lenet", "--batch", "2", "--inside", "fc2", "--out", "fc2.svg", in: directory))
            let opened = try String(contentsOf: directory.appending(path: "fc2.svg"), encoding: .utf8)
            #expect(opened.contains("<title>gate @</title>") && !opened.contains("conv1"))
            // A module that only holds others.
            let residual = ["draw", "resnet-18", "--batch", "1", "--inside", "layer1", "--out", "layer1.svg"]
            expectSuccess(try runTool(residual, in: directory))
            let none = try runTool(residual.map { $0 == "layer1" ? "layer9" : $0 }, in: directory)
            #expect(none.code == 2 && none.error.contains("there is no module 'layer9' in resnet-18"))
        }
    }

    @Test("a page of a run can switch between steps of its training")
    func steps() throws {
        try withTemporaryDirectory { directory in
            let train = ["train", "softmax", "--epochs", "1", "--out", "run"]
            expectSuccess(try runTool(train, in: directory))
            expectSuccess(
                try runTool(
                    "draw", "run", "--steps", "0,2,3", "--batch", "4", "--out", "p.html", in: directory))
            let page = try String(contentsOf: directory.appending(path: "p.html"), encoding: .utf8)
            #expect(page.contains("\"frames\":[\"0\",\"2\",\"3\"]"))
            let late = try runTool("draw", "run", "--steps", "0,99999", "--out", "q.html", in: directory)
            #expect(late.code == 1 && late.error.contains("found step 99999, expected at most"))
            #expect(!FileManager.default.fileExists(atPath: directory.appending(path: "q.html").path))
        }
    }

    @Test(
        "mistakes are usage errors that say what was expected",
        arguments: [
            (
                ["(x + ) * z", "x=1", "--out", "f.svg"],
                "the formula: column 6 of '(x + ) * z': found ')', expected a number"
            ),
            (["x * y", "x=1", "--out", "f.svg"], "column 5 of 'x * y': found 'y' without a value"),
            (["x * 2", "x=1", "y=2", "--out", "f.svg"], "the formula has no variable 'y'; it has x"),
            (["x * 2", "x=", "--out", "f.svg"], "the value of 'x': column 1"),
            (["x * 2", "x=[1, 2]", "--out", "f.svg"], "a result of shape [2], expected a single number"),
            (["lenett", "--out", "f.svg"], "'lenett' is neither a recipe"),
            (["x * 2", "x=1", "--out", "f.gif"], "one that ends in .svg, .png, .pdf, or in .html"),
            (["x * 2", "x=1", "--depth", "2", "--out", "f.svg"], "--depth applies to recipes and runs"),
            (["lenet", "x=1", "--out", "f.svg"], "unexpected argument 'x=1'"),
            (["lenet", "--steps", "0", "--out", "f.svg"], "--steps needs a page"),
        ])
    func mistakes(_ arguments: [String], _ message: String) throws {
        try withTemporaryDirectory { directory in
            let result = try runTool(["draw"] + arguments, in: directory)
            #expect(result.code == 2 && result.error.contains(message), "\(result.error)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
        }
    }

    @Test("without Graphviz, the error says what to install")
    func missing() throws {
        try withTemporaryDirectory { directory in
            let result = try runShell(
                "tool=$(command -v chainrule); mkdir bin; ln -s $(command -v env) bin/; "
                    + "PATH=$PWD/bin $tool draw 'x * 2' x=1 --out f.svg", in: directory)
            #expect(result.code == 1 && result.error.contains("apt-get install graphviz"), "\(result.error)")
            #expect(!FileManager.default.fileExists(atPath: directory.appending(path: "f.svg").path))
        }
    }
}

/// Whether drawings can be laid out here.
private let isGraphvizThere = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/dot") }
