/// One application of a primitive to operands drawn at random: what checks and comparisons feed it.
package struct PrimitiveSample: Sendable {
    package let primitive: any Primitive
    package let operands: [Operand]

    /// The type of an operand and the interval its elements are drawn from.
    package struct Operand: Sendable {
        package let type: TensorType
        package let range: ClosedRange<Double>

        /// Real numbers, checked in float64; the default range keeps clear of no special place.
        package static func real(_ shape: Shape, _ range: ClosedRange<Double> = -2...2) -> Operand {
            Operand(type: TensorType(shape, .float64), range: range)
        }

        /// Whole numbers, such as indices or labels; both ends are drawn.
        package static func index(_ shape: Shape, _ range: ClosedRange<Int>) -> Operand {
            Operand(
                type: TensorType(shape, .int32), range: Double(range.lowerBound)...Double(range.upperBound))
        }

        /// Truth values.
        package static func truth(_ shape: Shape) -> Operand {
            Operand(type: TensorType(shape, .bool), range: 0...1)
        }
    }

    package init(_ primitive: any Primitive, _ operands: Operand...) {
        self.primitive = primitive
        self.operands = operands
    }

    package init(_ primitive: any Primitive, operands: [Operand]) {
        self.primitive = primitive
        self.operands = operands
    }

    /// The shapes on which elementwise primitives are tried: scalar, size one, empty, plain, deep.
    static let elementwiseShapes: [Shape] = [[], [1], [0, 3], [7], [3, 1, 4], [2, 3, 2, 2]]
}
