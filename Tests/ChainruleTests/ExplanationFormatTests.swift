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
