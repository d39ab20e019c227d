import Chainrule
import Foundation
import TestSupport
import Testing

@Suite("Every primitive")
struct PrimitiveGradientCheckTests {
    @Test(
        "agrees with differences, and so does its gradient's gradient",
        arguments: allPrimitives.map { $0.name })
    func gradient(name: String) throws {
        let primitive = try #require(allPrimitives.first { $0.name == name })
        let check = PrimitiveCheck(of: primitive)
        #expect(check.passed)
        #expect(check.worstError < 1e-6 && check.worstSecondError < 1e-6)
        // No sample lies at a corner, so a rule that hides behind one gives itself away.
        #expect(check.kinkCount == 0)
        for each in check.cases where !each.passed {
            Issue.record("\(each.name)\n\(each.gradient)\n\(each.secondGradient)")
        }
    }

    @Test("has samples, or a reason to have none")
    func samples() {
        for primitive in allPrimitives {
            #expect(!primitive.samples.isEmpty || primitive.exemption != nil, "\(primitive.name)")
        }
    }

    @Test("has a name of its own")
    func names() {
        #expect(Set(allPrimitives.map { $0.name }).count == allPrimitives.count)
    }

    @Test("is in the index")
    func index() throws {
        let declared = try Declarations(below: "Sources").conforming(to: "Primitive")
        #expect(declared == Set(allPrimitives.map { String(describing: $0) }))
    }

    @Test("is tried in layouts that show the same numbers in other memory", arguments: Layout.allCases)
    func layouts(layout: Layout) {
        let shape: Shape = [2, 3]
        let x = Tensor.uniform(layout.sourceShape(of: shape), dtype: .float64)
        let view = layout.view(x, as: shape)
        #expect(view.shape == shape)
        #expect(view.value.isDense == (layout == .dense))
        #expect(view.scalars(as: Double.self) == x.broadcast(to: shape).scalars())
    }
}
