import Chainrule
import Foundation
import Testing

@Suite("Explanation as JSON")
struct ExplanationJSONTests {
    private func nodes(_ explanation: Explanation) throws -> [[String: Any]] {
        let object = try JSONSerialization.jsonObject(with: Data(explanation.json.utf8))
        return try #require((object as? [String: Any])?["nodes"] as? [[String: Any]])
    }

    @Test("every node has its fields")
    func fields() throws {
        let nodes = try nodes(ExplanationTests.product().1)
        #expect(nodes.count == 5)
        let q = nodes[2]
        #expect(q["number"] as? Int == 3)
        #expect(q["name"] as? String == "q")
        #expect(q["label"] as? String == "q")
        #expect(q["operation"] as? String == "add")
        #expect(q["attributes"] as? String == "")
        #expect(q["inputs"] as? [Int] == [1, 2])
        #expect(q["shape"] as? [Int] == [])
        #expect(q["dtype"] as? String == "float32")
        #expect(q["value"] as? [Double] == [3])
        #expect(q["valueText"] as? String == "3.0")
        #expect(q["gradient"] as? [Double] == [-4])
        #expect(q["gradientText"] as? String == "-4.0")
        #expect(nodes[4]["name"] == nil)
        #expect(nodes[4]["label"] as? String == "#5")
    }

    @Test("what is not finite is a string")
    func nonFinite() throws {
        let x = Tensor([.nan, .infinity, -.infinity, 0.1] as [Float], shape: [4])
        let value = try #require(try nodes(explain(x, withGradients: false))[0]["value"] as? [Any])
        #expect(value[0] as? String == "nan")
        #expect(value[1] as? String == "inf")
        #expect(value[2] as? String == "-inf")
        #expect(explain(x, withGradients: false).json.contains("0.1]"))
    }

    @Test("integers and truth values keep their types, and have no gradient")
    func integers() throws {
        let n = Tensor(0..<3)
        let nodes = try nodes(explain(n .== n, withGradients: false))
        #expect(try #require(nodes.last)["value"] as? [Bool] == [true, true, true])
        #expect(nodes.allSatisfy { $0["gradient"] == nil && $0["gradientText"] == nil })
    }

    @Test("more than a thousand elements are left out, but not their text")
    func limit() throws {
        let nodes = try nodes(explain(Tensor.ones([1001]).named("x").sum()))
        let x = try #require(nodes.first { $0["name"] as? String == "x" })
        #expect(x["value"] == nil)
        #expect(x["valueText"] as? String == "all 1.0")
        let full = try self.nodes(explain(Tensor.ones([1000]).named("x").sum()))
        #expect((full.first { $0["name"] as? String == "x" }?["value"] as? [Double])?.count == 1000)
    }
}

@Suite("Explanation as a drawing")
struct ExplanationDrawingTests {
    private func lines(_ dot: String) -> [String] {
        dot.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private func edges(_ dot: String) -> [String] {
        lines(dot).filter { $0.contains("->") }.map { String($0.prefix { $0 != "[" }) }
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test("every node and every edge of (x + y)·z is drawn once")
    func product() {
        let dot = ExplanationTests.product().1.dot
        let nodes = lines(dot).filter { $0.contains(", label=") }.map { String($0.prefix { $0 != " " }) }
        #expect(nodes.sorted() == ["n1", "n2", "n3", "n4", "n5", "w1", "w2", "w3", "w4", "w5"])
        let wires = ["w1:e -> n3", "w2:e -> n3", "w3:e -> n5", "w4:e -> n5"]
        #expect(edges(dot).sorted() == ((1...5).map { "n\($0) -> w\($0):w" } + wires).sorted())
        #expect(dot.contains("<td>q = <font color=\"#1a7f37\">3.0</font></td>"))
        #expect(dot.contains("<td><font color=\"#cf222e\">-4.0</font></td>"))
    }

    @Test("a tensor used twice has two wires to its user")
    func sharedNode() {
        let x = Tensor(3.0).named("x")
        #expect(edges(explain(x * x).dot).filter { $0 == "w1:e -> n2" }.count == 2)
    }

    @Test("a number in the program is drawn bare, and once if it is broadcast")
    func literals() {
        let dot = explain((Tensor([1, 2]).named("x") * 2).sum()).dot
        #expect(lines(dot).filter { $0.contains("label=<2.0>") } == ["n3 [shape=plain, label=<2.0>]"])
        #expect(edges(dot).contains("n3 -> n4"))
        #expect(explain(Tensor(2.0)).dot.contains("n1 [shape=plain, label=<2.0>]"))
    }

    @Test("what has a meaning in labels is escaped, and brackets are balanced")
    func escaping() {
        let dot = explain((Tensor([1, 2]).named("\"a\" <b>\n& {c}") * 2).sum()).dot
        #expect(dot.contains("label=<&quot;a&quot; &lt;b&gt;<br/>&amp; {c}<br/>"))
        #expect(explain(Tensor([1]).named("").sum()).dot.contains("label=< <br/>"))
        let tags = dot.replacingOccurrences(of: "->", with: "")
        #expect(tags.count { $0 == "<" } == tags.count { $0 == ">" })
        #expect(dot.count { $0 == "{" } == dot.count { $0 == "}" })
        #expect(dot.count { $0 == "\"" }.isMultiple(of: 2))
    }
}
