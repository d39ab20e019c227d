import Chainrule
import Foundation
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
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let sources = root.deletingLastPathComponent().appendingPathComponent("Sources")
        let declared = try Declarations(below: sources).conforming(to: "Primitive")
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

/// The types and protocols that Swift files declare, with what they conform to.
private struct Declarations {
    private var types: [String: Set<String>] = [:]
    private var protocols: [String: Set<String>] = [:]

    init(below directory: URL) throws {
        let files = try #require(
            FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil))
        let declaration = /\b(struct|class|enum|protocol)\s+(\w+)(?:<[^>]*>)?\s*:\s*([^{]+)\{/
        for case let file as URL in files where file.pathExtension == "swift" {
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: declaration) {
                let parents = Set(match.3.split { !$0.isLetter && !$0.isNumber }.map(String.init))
                let name = String(match.2)
                if match.1 == "protocol" { protocols[name] = parents } else { types[name] = parents }
            }
        }
    }

    /// The types that conform to a protocol, directly or through one that refines it.
    func conforming(to root: String) -> Set<String> {
        var family: Set = [root]
        while let next = protocols.first(where: {
            !family.contains($0.key) && !$0.value.isDisjoint(with: family)
        }) {
            family.insert(next.key)
        }
        return Set(types.filter { !$0.value.isDisjoint(with: family) }.keys)
    }
}
