import Chainrule
import TestSupport
import Testing

/// A sample with numbers for its operands, in float32, whose memory the operands are views of.
struct Application {
    private let sample: PrimitiveSample
    private let layouts: [Layout]
    private var memories: [Tensor]
    private var hasSpecialNumbers = false

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

    /// Puts a number in the place of a tenth of an operand's elements, and of one at least.
    mutating func plant(_ number: Double, inOperand operand: Int, from stream: inout RandomStream) {
        var numbers = memories[operand].scalars(as: Float.self)
        if numbers.isEmpty { return }
        for _ in 0...numbers.count / 10 { numbers[stream.integer(below: numbers.count)] = Float(number) }
        memories[operand] = Tensor(numbers, shape: memories[operand].shape)
        hasSpecialNumbers = true
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
        for (result, how) in [
            (compiled(memories)[0], ", compiled"), (Tensor.apply(sample.primitive, operands), ""),
        ] {
            evaluate([result])
            let found = meetsZeros ? select(expected, where: result .!= result, otherwise: result) : result
            let (scaled, scaledExpected) = scale.map { (found / $0, expected / $0) } ?? (found, expected)
            evaluateByReference([scaled, scaledExpected])
            expectClose(scaled, scaledExpected, tolerance: 1e-5, what + how)
        }
    }

    /// Whether NaN or an infinity may be multiplied by the zeros of a padding, or of a key that does not count, or be passed
    /// over there: more NaN than the reference makes is as right.
    private var meetsZeros: Bool {
        guard hasSpecialNumbers else { return false }
        let (name, attributes) = (sample.primitive.name, sample.primitive.attributes)
        return ["convolution", "convolution-weight-gradient"].contains(name) && attributes.contains("padding")
            || ["attention", "attention-gradient"].contains(name) && attributes == "causal"
    }

    /// What roundings of a sum are measured by: the sum of its terms' magnitudes, which may be much larger.
    private func scale(of result: Tensor, _ operands: [Tensor]) -> Tensor? {
        let sums: Set = [
            "sum", "scatter-add", "matmul", "convolution", "convolution-input-gradient",
            "convolution-weight-gradient",
        ]
        guard sums.contains(sample.primitive.name) && result.dtype.isFloatingPoint else { return nil }
        let magnitudes = operands.map { $0.dtype.isFloatingPoint ? abs($0) : $0 }
        let sum = maximum(.apply(sample.primitive, magnitudes), 1)
        // What is not finite is compared as it is.
        let scale = select(sum, where: sum .< .infinity, otherwise: 1)
        evaluateByReference([scale])
        return scale
    }
}
