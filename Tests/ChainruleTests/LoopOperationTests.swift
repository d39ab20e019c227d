import CVectorKernels
import Chainrule
import Testing

@Suite("Every elementwise primitive")
struct LoopOperationTests {
    static let primitives = allPrimitives.compactMap { $0 as? any ElementwisePrimitive.Type }

    @Test("is computed by a vector loop, or says why not", arguments: primitives.map { $0.name })
    func hasLoop(_ name: String) throws {
        let type = try #require(Self.primitives.first { $0.name == name })
        let operations = type.samples.compactMap(Self.loopOperation)
        #expect(operations.isEmpty == (type.loopExemption != nil))
    }

    @Test(
        "is not left to the reference when compiled", .enabled(if: Engine.current == .oneDNN),
        arguments: primitives.map { $0.name })
    func isCompiledToLoop(_ name: String) throws {
        let type = try #require(Self.primitives.first { $0.name == name })
        let sample = try #require(
            type.samples.first { sample in
                sample.operands[0].type.shape.elementCount > 1
                    && (type.loopExemption != nil || Self.loopOperation(of: sample) != nil)
            })
        let operands = sample.operands.map {
            Tensor.ones($0.type.shape, dtype: $0.type.dtype == .float64 ? .float32 : $0.type.dtype)
        }
        let function = compile { (operands: [Tensor]) in [Tensor.apply(sample.primitive, operands)] }
        let explanation = function.explanation(operands)
        #expect(explanation.lines.allSatisfy { $0.detail != "reference" }, "\(explanation)")
    }

    @Test("has an operation of its own")
    func ownOperations() {
        let operations = Self.primitives.compactMap {
            ($0 as? any FloatLoopPrimitive.Type)?.loopOperation.rawValue
        }
        #expect(Set(operations).count == operations.count && operations.count > 20)
    }

    /// The operation on float32 in the place of float64, in which gradients are checked.
    private static func loopOperation(of sample: PrimitiveSample) -> cvk_operation? {
        (sample.primitive as? any ElementwisePrimitive)?.loopOperation(
            sample.operands.map { $0.type.dtype == .float64 ? .float32 : $0.type.dtype })
    }
}
