import Chainrule
import TestSupport
import Testing

/// What every engine must do: compute each primitive as the reference does, however its operands lie.
///
/// The engine that is held to it is the current one, which `CHAINRULE_ENGINE` chooses.
@Suite("Every primitive, computed by the engine")
struct EngineConformanceTests {
    private static let names = allPrimitives.map { $0.name }

    @Test("agrees with the reference on its samples", arguments: names)
    func samples(_ name: String) throws {
        var stream = RandomStream(seed: 3)
        for sample in try primitive(name).samples {
            for layout in Layout.allCases {
                let layouts = sample.operands.map { _ in layout }
                try Application(sample, layouts, from: &stream).expectAgreement(name)
            }
        }
    }

    @Test("agrees with the reference on random shapes", arguments: names)
    func randomSamples(_ name: String) throws {
        let primitive = try primitive(name)
        for seed in fuzzSeeds(default: 0..<4) {
            var random = RandomSamples(seed: seed)
            guard let sample = random.sample(of: primitive) else { return }
            // The layouts of the operands are alike or follow each other.
            let step = random.stream.integer(below: 2)
            for first in Layout.allCases.indices {
                let layouts = sample.operands.indices.map { place in
                    Layout.allCases[(first + place * step) % Layout.allCases.count]
                }
                let application = Application(sample, layouts, from: &random.stream)
                try application.expectAgreement("\(name), seed \(seed)")
            }
        }
    }

    @Test("does with NaN and infinities what the reference does", arguments: names)
    func specialNumbers(_ name: String) throws {
        let primitive = try primitive(name)
        var random = RandomSamples(seed: 11)
        let samples = primitive.samples + (0..<4).compactMap { _ in random.sample(of: primitive) }
        for sample in samples {
            for operand in sample.operands.indices where sample.operands[operand].type.dtype == .float64 {
                for number in [Double.nan, .infinity, -.infinity] {
                    let layout = random.one(of: Layout.allCases)
                    let layouts = sample.operands.map { _ in layout }
                    var application = Application(sample, layouts, from: &random.stream)
                    application.plant(number, inOperand: operand, from: &random.stream)
                    try application.expectAgreement("\(name), \(number) in operand \(operand)")
                }
            }
        }
    }

    @Test("has random samples, if it has any")
    func completeness() {
        for primitive in allPrimitives {
            var random = RandomSamples(seed: 0)
            #expect((random.sample(of: primitive) == nil) == primitive.samples.isEmpty, "\(primitive.name)")
        }
    }

    @Test("is tried in layouts whose memory is not what it shows", arguments: Layout.allCases)
    func layouts(_ layout: Layout) {
        let shape: Shape = [3, 4]
        let numbers = Tensor.uniform(layout.sourceShape(of: shape), from: Generator(seed: 1))
        let memory = layout.memory(of: numbers)
        #expect(memory.value.isDense)
        let view = layout.view(of: Tensor(memory.value), as: shape)
        #expect(view.value.isDense == (layout == .dense))
        expectClose(view, numbers.broadcast(to: shape), tolerance: .exact)
    }

    private func primitive(_ name: String) throws -> any Primitive.Type {
        try #require(allPrimitives.first { $0.name == name })
    }
}
