import Foundation
import TestSupport
import Testing

@Suite("chainrule explain to files") struct ExplainFileTests {
    @Test("the plan is drawn and traced, with times")
    func files() throws {
        try withTemporaryDirectory { directory in
            let result = try runTool(
                "explain", "two-layer", "--out", "plan.svg", "--trace", "trace.json", in: directory)
            expectSuccess(result)
            #expect(result.output.hasSuffix("drawn in plan.svg\ntraced in trace.json\n"))
            let svg = try String(contentsOf: directory.appending(path: "plan.svg"), encoding: .utf8)
            #expect(svg.contains("time, µs") && svg.contains("matmul"))
            let trace = try JSONSerialization.jsonObject(
                with: Data(contentsOf: directory.appending(path: "trace.json")))
            #expect(((trace as? [String: Any])?["traceEvents"] as? [Any])?.isEmpty == false)
        }
    }

    @Test("another kind of file is refused before anything runs")
    func otherKinds() throws {
        let result = try runTool("explain", "two-layer", "--out", "plan.png")
        #expect(result.code == 2 && result.error.contains("expected one that ends in .svg"))
    }
}
