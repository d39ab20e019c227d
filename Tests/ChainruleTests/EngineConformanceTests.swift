import Chainrule
import TestSupport
import Testing

/// What every engine must do: compute each primitive as the reference does, however its operands lie.
@Suite struct EngineConformanceTests {
    @Test(arguments: allPrimitives.map { $0.name }) func primitivesAgreeWithTheReference(_ name: String) {
        let primitive = allPrimitives.first { $0.name == name }!
        for sample in primitive.samples where name != "custom-gradient" {
            for layout in Layout.allCases {
                var stream = RandomStream(seed: 3)
                let operands = sample.operands.map { layout.operand($0, &stream) }
                guard let tensor = try? Tensor(applying: sample.primitive, to: operands) else { continue }
                let expected = Tensor(sample.primitive.forward(operands.map(\.value)))
                let compiled = compile { (list: [Tensor]) in [Tensor.apply(sample.primitive, list)] }
                expectClose(
                    compiled(operands)[0], expected, tolerance: 1e-5,
                    "\(name) \(tensor.type) \(layout), compiled")
            }
        }
    }
}

extension Layout {
    /// Numbers for a sample's operand, real ones as float32, in this layout.
    fileprivate func operand(_ operand: Sample.Operand, _ stream: inout RandomStream) -> Tensor {
        let isReal = operand.type.dtype == .float64
        let (low, high) = (operand.range.lowerBound, operand.range.upperBound)
        let shape = sourceShape(of: operand.type.shape)
        let numbers = (0..<shape.elementCount).map { _ in
            isReal ? stream.uniform(low, high) : low + Double(stream.integer(below: Int(high - low) + 1))
        }
        let source = Tensor(numbers, shape: shape)
        // Only real numbers can be spread over other memory.
        let real = view(source, as: operand.type.shape)
        return isReal ? real.cast(to: .float32) : real.cast(to: operand.type.dtype)
    }
}
