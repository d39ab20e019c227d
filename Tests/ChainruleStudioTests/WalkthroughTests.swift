import Chainrule
import ChainruleNN
import ChainruleStudio
import Foundation
import TestSupport
import Testing

@Suite("Walkthrough", .enabled(if: hasGraphviz))
struct WalkthroughTests {
    /// What the script of a page reads.
    private func data(_ walkthrough: Walkthrough) throws -> [String: Any] {
        try withTemporaryDirectory { directory in
            let file = directory.appending(path: "walk.html")
            try walkthrough.write(to: file)
            let page = try String(contentsOf: file, encoding: .utf8)
            #expect(page.hasPrefix("<!doctype html>") && !page.contains("http://localhost"))
            let begin = try #require(page.range(of: "id=\"data\">"))
            let end = try #require(page.range(of: "</script>", range: begin.upperBound..<page.endIndex))
            let json = Data(page[begin.upperBound..<end.lowerBound].utf8)
            return try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        }
    }

    private func list(_ object: [String: Any], _ key: String) throws -> [[String: Any]] {
        try #require(object[key] as? [[String: Any]])
    }

    @Test("local gradient × upstream gradient = downstream gradient, at every input of every gate")
    func product() throws {
        let f = try Formula("f = (x + y) * z").evaluated(at: [
            "x": Tensor(-2), "y": Tensor(5), "z": Tensor(-4),
        ])
        let data = try data(Walkthrough(of: f, learningRate: 0.5))
        let view = try list(data, "views")[0]
        let gates = try list(view, "gates")
        let times = try #require(gates.first { $0["title"] as? String == "×" })
        #expect((times["pattern"] as? String)?.hasPrefix("multiply switches") == true)
        let inputs = try list(times, "inputs")
        #expect(inputs.map { $0["local"] as? [String] } == [["-4.0"], ["3.0"]])
        #expect(inputs.map { $0["contribution"] as? [String] } == [["-4.0"], ["3.0"]])
        let updates = try list(data, "updates")
        #expect(updates.map { $0["name"] as? String } == ["x", "y", "z"])
        #expect(updates.map { $0["before"] as? [String] } == [["-2.0"], ["5.0"], ["-4.0"]])
        #expect(updates.map { $0["after"] as? [String] } == [["0.0"], ["7.0"], ["-5.5"]])
    }

    @Test("modules open into drawings of their own, and the optimizer's update is shown and made")
    func model() throws {
        let model = Sequential {
            Linear(3, 4).named("hidden")
            Sequential {
                ReLU()
                Linear(4, 2)
            }.named("head")
        }
        let before = model.stateDictionary()
        let x = Tensor.ones([2, 3]).named("x")
        let labels = Tensor([0, 1], dtype: .int32)
        let walkthrough = Walkthrough(of: model, optimizer: SGD(model, learningRate: 0.1)) {
            softmaxCrossEntropy(model(x), labels)
        }
        let data = try data(walkthrough)
        let paths = try list(data, "views").map { $0["path"] as? String }
        #expect(paths.first == "" && paths.contains("hidden") && paths.contains("head.1"))
        #expect(try list(data, "updates").count == 4)
        // Whether the hidden weights change is up to their initial values: all four units may be dead.
        let bias = try #require(before["head.1.bias"])
        #expect(
            model.stateDictionary()["head.1.bias"]?.scalars(as: Float.self) != bias.scalars(as: Float.self))
    }

    @Test("what a name contains cannot leave the data or become markup")
    func escaping() throws {
        let x = Tensor(2).named("</script><script>alert(1)</script>")
        let view = try list(data(Walkthrough(of: x * x, title: "<b>")), "views")[0]
        #expect(try list(view, "gates")[0]["title"] as? String == "</script><script>alert(1)</script>")
    }
}
