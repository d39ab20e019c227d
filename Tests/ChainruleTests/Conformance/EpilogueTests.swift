import Chainrule
import TestSupport
import Testing

/// Products and convolutions with all that may follow them in one instruction.
@Suite("A product and what is fused with it")
struct EpilogueTests {
    enum Operand: String, CaseIterable { case input, weight, bias, residual }

    static let activations: [(name: String, function: @Sendable (Tensor) -> Tensor)] = [
        ("none", { $0 }), ("relu", relu), ("tanh", tanh), ("sigmoid", sigmoid), ("softplus", softplus),
    ]

    @Test(
        "pass on NaN and infinities as the reference does", arguments: activations.map(\.name),
        Operand.allCases)
    func specialNumbers(_ name: String, _ operand: Operand) throws {
        let activation = try #require(Self.activations.first { $0.name == name }).function
        for number in [Float.nan, .infinity, -.infinity] {
            for rows in [1, 40] {
                let operands = Self.operands([rows, 24], [24, 17], [17], [rows, 17], number, in: operand)
                expectAgreement(of: operands, "matmul, \(number)") { x, weight, bias, residual in
                    activation(matmul(x, weight) + bias + residual)
                }
                expectAgreement(of: operands, "matmul without a residual, \(number)") { x, weight, bias, _ in
                    activation(matmul(x, weight) + bias)
                }
            }
            let operands = Self.operands(
                [2, 3, 9, 9], [8, 3, 3, 3], [1, 8, 1, 1], [2, 8, 7, 7], number, in: operand)
            expectAgreement(of: operands, "convolution, \(number)") { x, weight, bias, residual in
                activation(convolution(x, weight) + bias + residual)
            }
            expectAgreement(of: operands, "convolution without a residual, \(number)") { x, weight, bias, _ in
                maxPool(activation(convolution(x, weight) + bias), kernel: 2)
            }
        }
    }

    /// Uniform numbers, and a special one in the middle of one operand.
    private static func operands(
        _ x: Shape, _ weight: Shape, _ bias: Shape, _ residual: Shape, _ number: Float, in operand: Operand
    ) -> [Tensor] {
        var stream = RandomStream(seed: 1)
        return zip(Operand.allCases, [x, weight, bias, residual]).map { place, shape in
            var numbers = (0..<shape.elementCount).map { _ in Float(stream.uniform(-1, 1)) }
            if place == operand { numbers[numbers.count / 2] = number }
            return Tensor(numbers, shape: shape)
        }
    }

    private func expectAgreement(
        of operands: [Tensor], _ what: String,
        _ function: @escaping (Tensor, Tensor, Tensor, Tensor) -> Tensor
    ) {
        let compiled = compile { (operands: [Tensor]) in
            function(operands[0], operands[1], operands[2], operands[3])
        }
        let expected = function(operands[0], operands[1], operands[2], operands[3])
        evaluateByReference([expected])
        expectClose(compiled(operands), expected, tolerance: 1e-4, what)
    }
}
