import Chainrule
import ChainruleStudio
import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite("Plan pictures") struct PlanPictureTests {
    /// A step with a product, a loop and values that live only during a run.
    private func plan(timed turns: Int = 3) -> PlanExplanation {
        let step = compile { (x: Tensor, y: Tensor) -> Tensor in
            let hidden = tanh(matmul(x, y) + 1)
            return (matmul(hidden, hidden.transposed()) * 2).sum()
        }
        return step.explanation(.ones([8, 16]), .ones([16, 4]), timed: turns)
    }

    @Test("an instruction knows whose results it reads, and where values lie together in the arena")
    func flow() {
        let plan = plan()
        for (number, line) in plan.lines.enumerated() {
            #expect(line.sources.allSatisfy { (0..<number).contains($0) })
        }
        #expect(plan.lines[0].sources.isEmpty && plan.lines.last?.sources.isEmpty == false)
        #expect(!plan.placements.isEmpty)
        for place in plan.placements {
            #expect(place.offset >= 0 && place.offset + place.byteCount <= plan.arenaByteCount)
            #expect(plan.lines.indices.contains(place.instructions.upperBound))
            let overlapping = plan.placements.filter { other in
                other != place && other.instructions.overlaps(place.instructions)
                    && (other.offset..<other.offset + other.byteCount).overlaps(
                        place.offset..<place.offset + place.byteCount)
            }
            #expect(overlapping.isEmpty)
        }
    }

    @Test("times are those of the runs, whose instants ascend")
    func runs() {
        let plan = plan(timed: 4)
        #expect(plan.runs.count == 4 && plan.runs[0][0] == 0)
        let instants = plan.runs.flatMap(\.self)
        #expect(instants == instants.sorted())
        for (number, line) in plan.lines.enumerated() {
            #expect(line.seconds == plan.runs.map { $0[number + 1] - $0[number] }.min())
        }
        #expect(self.plan(timed: 0).runs.isEmpty && self.plan(timed: 0).lines[0].seconds == nil)
    }

    @Test(
        "the chart is an SVG file with a row for each instruction, with times or without", arguments: [0, 3])
    func chart(turns: Int) throws {
        let plan = plan(timed: turns)
        let svg = PlanChart(plan, title: "a <step> & more").svg
        let document = try XMLDocument(xmlString: svg, options: [])
        let rows = try document.nodes(forXPath: "//*[@class='row']")
        #expect(rows.count == plan.lines.count)
        #expect(try document.nodes(forXPath: "//*[contains(@class, 'place')]").count == plan.placements.count)
        #expect(svg.contains(turns > 0 ? ">time, µs</text>" : ">MFLOP</text>"))
        #expect(svg.contains("a &lt;step&gt; &amp; more"))
        #expect(!svg.contains("nan") && !svg.contains("inf,"))
    }

    @Test("the trace has a slice for every instruction of every run, within that of the run")
    func trace() throws {
        struct File: Decodable {
            struct Event: Decodable {
                let name: String
                let ph: String
                let ts: Double?
                let dur: Double?
            }
            let traceEvents: [Event]
        }
        let plan = plan(timed: 3)
        try withTemporaryDirectory { directory in
            let url = directory.appending(path: "trace.json")
            try PlanTrace(plan, title: "step").write(to: url)
            let events = try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).traceEvents
            let slices = events.filter { $0.ph == "X" }
            #expect(slices.count == 3 * (plan.lines.count + 1))
            let runs = slices.filter { $0.name.hasPrefix("run ") }
            #expect(runs.map(\.name) == ["run 0", "run 1", "run 2"])
            for slice in slices {
                let (start, end) = (slice.ts!, slice.ts! + slice.dur!)
                #expect(runs.contains { $0.ts! <= start && end <= $0.ts! + $0.dur! + 1e-3 })
            }
            #expect(events.count { $0.ph == "C" } == 3 * plan.lines.count)
        }
    }
}
