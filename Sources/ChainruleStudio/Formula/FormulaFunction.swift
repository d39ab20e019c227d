import Chainrule

/// What a formula can apply to tensors.
struct FormulaFunction: Sendable {
    let arguments: ClosedRange<Int>
    /// What the shapes of the arguments must be; nil if they are.
    let misfit: @Sendable ([Tensor]) -> Misfit?
    let apply: @Sendable ([Tensor]) -> Tensor

    /// Why shapes do not fit.
    struct Misfit {
        let found: String
        let expected: String
    }

    static func named(_ name: String) -> FormulaFunction? { functions[name] }

    /// The names of all functions, without the operators.
    static let names = functions.keys.filter { $0.first!.isLetter && $0 != "negate" }.sorted()

    var argumentsInWords: String {
        arguments.upperBound == .max
            ? "one or more arguments" : counted(arguments.lowerBound, "argument")
    }

    private static let functions: [String: FormulaFunction] = [
        "+": binary { $0 + $1 }, "-": binary { $0 - $1 }, "*": binary { $0 * $1 }, "/": binary { $0 / $1 },
        "^": binary { pow($0, $1) }, "negate": unary { -$0 },
        "@": FormulaFunction(arguments: 2...2, misfit: productMisfit) { matmul($0[0], $0[1]) },
        "dot": FormulaFunction(arguments: 2...2, misfit: dotMisfit) { matmul($0[0], $0[1]) },
        "transpose": FormulaFunction(
            arguments: 1...1, misfit: { $0[0].rank == 2 ? nil : shapes($0, expected: "a matrix") },
            apply: { $0[0].transposed() }),
        "sin": unary { sin($0) }, "cos": unary { cos($0) }, "tanh": unary { tanh($0) },
        "exp": unary { exp($0) },
        "log": unary { log($0) }, "sqrt": unary { sqrt($0) }, "abs": unary { abs($0) },
        "relu": unary { relu($0) },
        "sigmoid": unary { sigmoid($0) }, "softplus": unary { softplus($0) },
        // What a ReLU lets pass backward.
        "step": unary { ($0 .> 0).cast(to: .float64) },
        "sum": unary { $0.sum() }, "mean": unary { $0.mean() },
        "max": extremum({ maximum($0, $1) }, { $0.max() }),
        "min": extremum({ minimum($0, $1) }, { $0.min() }),
    ]

    private static func unary(_ apply: @escaping @Sendable (Tensor) -> Tensor) -> FormulaFunction {
        FormulaFunction(arguments: 1...1, misfit: { _ in nil }, apply: { apply($0[0]) })
    }

    private static func binary(_ apply: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> FormulaFunction {
        FormulaFunction(arguments: 2...2, misfit: broadcastMisfit) { apply($0[0], $0[1]) }
    }

    /// The largest or smallest of several arguments, or of the elements of one.
    private static func extremum(
        _ ofTwo: @escaping @Sendable (Tensor, Tensor) -> Tensor,
        _ ofOne: @escaping @Sendable (Tensor) -> Tensor
    ) -> FormulaFunction {
        FormulaFunction(arguments: 1...Int.max, misfit: broadcastMisfit) { arguments in
            arguments.count == 1
                ? ofOne(arguments[0]) : arguments.dropFirst().reduce(arguments[0]) { ofTwo($0, $1) }
        }
    }

    @Sendable private static func broadcastMisfit(_ operands: [Tensor]) -> Misfit? {
        var sizes: [Int] = []
        for operand in operands {
            for (axis, size) in operand.shape.reversed().enumerated() {
                if axis == sizes.count { sizes.append(size) } else if sizes[axis] == 1 { sizes[axis] = size }
                if size != 1 && size != sizes[axis] {
                    return shapes(operands, expected: "equal sizes, or 1, along each axis")
                }
            }
        }
        return nil
    }

    @Sendable private static func dotMisfit(_ operands: [Tensor]) -> Misfit? {
        let fits = operands[0].rank == 1 && operands[0].shape == operands[1].shape
        return fits ? nil : shapes(operands, expected: "two vectors of the same length")
    }

    @Sendable private static func productMisfit(_ operands: [Tensor]) -> Misfit? {
        let (x, y) = (operands[0], operands[1])
        guard (1...2).contains(x.rank), (1...2).contains(y.rank) else {
            return shapes(operands, expected: "matrices or vectors; * multiplies by a number")
        }
        let fits = x.shape[x.rank - 1] == y.shape[0]
        return fits ? nil : shapes(operands, expected: "as many columns on the left as rows on the right")
    }

    private static func shapes(_ operands: [Tensor], expected: String) -> Misfit {
        Misfit(
            found: (operands.count == 1 ? "the shape " : "the shapes ")
                + operands.map(\.shape.description).joined(separator: " and "), expected: expected)
    }
}
