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

/// A sample with numbers for its operands, in float32, whose memory the operands are views of.
private struct Application {
    private let sample: PrimitiveSample
    private let layouts: [Layout]
    private let memories: [Tensor]

    init(_ sample: PrimitiveSample, _ layouts: [Layout], from stream: inout RandomStream) {
        self.sample = sample
        self.layouts = layouts
        memories = zip(sample.operands, layouts).map { operand, layout in
            var numbers = operand.draw(layout.sourceShape(of: operand.type.shape), from: &stream)
            if numbers.dtype == .float64 {
                // Numbers that are often equal show what happens at ties and corners.
                if stream.integer(below: 3) == 0 { numbers = round(numbers * 4) / 4 }
                numbers = numbers.cast(to: .float32)
            }
            return Tensor(layout.memory(of: numbers).value.dense())
        }
    }

    /// The operands as views of the memory; one that is a single number, over and over, is a constant.
    private func operands(_ memories: [Tensor]) -> [Tensor] {
        sample.operands.indices.map { place in
            let (operand, memory) = (sample.operands[place], memories[place])
            if operand.range.lowerBound == operand.range.upperBound {
                return .full(operand.type.shape, operand.range.lowerBound, dtype: memory.dtype)
            }
            return layouts[place].view(of: memory, as: operand.type.shape)
        }
    }

    /// Compiled and as it is, the application has the reference's value.
    func expectAgreement(_ what: String) throws {
        let operands = operands(memories)
        evaluateByReference(operands)
        let dense = operands.map { Tensor($0.value.dense()) }
        let expected = try Tensor(applying: sample.primitive, to: dense)
        evaluateByReference([expected])

        let types = zip(dense, layouts).map { "\($0.type) \($1.rawValue)" }.joined(separator: ", ")
        let what = "\(what): \(sample.primitive.attributes) (\(types))"
        let compiled = compile { (memories: [Tensor]) in
            [Tensor.apply(sample.primitive, self.operands(memories))]
        }
        let scale = scale(of: expected, dense)
        for (found, how) in [
            (compiled(memories)[0], ", compiled"), (Tensor.apply(sample.primitive, operands), ""),
        ] {
            evaluate([found])
            let (found, expected) = scale.map { (found / $0, expected / $0) } ?? (found, expected)
            evaluateByReference([found, expected])
            expectClose(found, expected, tolerance: 1e-5, what + how)
        }
    }

    /// What roundings of a sum are measured by: the sum of its terms' magnitudes, which may be much larger.
    private func scale(of result: Tensor, _ operands: [Tensor]) -> Tensor? {
        let sums: Set = [
            "sum", "scatter-add", "matmul", "convolution", "convolution-input-gradient",
            "convolution-weight-gradient",
        ]
        guard sums.contains(sample.primitive.name) && result.dtype.isFloatingPoint else { return nil }
        let magnitudes = operands.map { $0.dtype.isFloatingPoint ? abs($0) : $0 }
        let scale = maximum(.apply(sample.primitive, magnitudes), 1)
        evaluateByReference([scale])
        return scale
    }
}
