import Chainrule
import Foundation

/// How the operations of graphs are written on a blackboard, and what they do to gradients.
enum GateSymbols {
    /// The sign of an operation; nil for one that is written by its name.
    static func symbol(of row: Explanation.Row) -> String? {
        if row.operation == "pow-scalar" {
            let exponent = row.attributes.replacingOccurrences(of: "exponent ", with: "")
            return "^" + (exponent.hasSuffix(".0") ? String(exponent.dropLast(2)) : exponent)
        }
        return symbols[row.operation]
    }

    private static let symbols = [
        "add": "+", "subtract": "−", "multiply": "×", "divide": "÷", "negate": "×−1", "reciprocal": "1/x",
        "pow": "^",
        "maximum": "max", "minimum": "min", "max": "max", "min": "min", "sum": "Σ", "matmul": "@",
        "sigmoid": "σ",
        "tanh": "tanh", "relu": "ReLU", "exp": "exp", "log": "log", "sqrt": "√", "sin": "sin", "cos": "cos",
        "abs": "|x|", "erf": "erf",
    ]

    /// What a gate does to the gradient that comes back to it.
    static func pattern(of operation: String) -> String {
        patterns[operation] ?? "multiplies the upstream gradient by its local gradient"
    }

    private static let patterns = [
        "add": "add distributes: every input gets the upstream gradient as it is",
        "subtract":
            "subtract distributes: the first input gets the upstream gradient, the second its negative",
        "multiply": "multiply switches: each input gets the upstream gradient times the other input",
        "divide":
            "divide scales: the first input gets upstream ÷ second, the second −upstream × result ÷ second",
        "negate": "negate turns the sign of the upstream gradient",
        "maximum": "max routes: the larger input gets the upstream gradient, the other one 0",
        "minimum": "min routes: the smaller input gets the upstream gradient, the other one 0",
        "max": "max routes: the largest element gets the upstream gradient, the others 0",
        "min": "min routes: the smallest element gets the upstream gradient, the others 0",
        "max-pool": "max routes: the largest element of each window gets the upstream gradient, the others 0",
        "average-pool":
            "the mean shares: every element of a window gets an equal part of the upstream gradient",
        "relu":
            "ReLU is a gate: it passes the upstream gradient where its input is above 0, and blocks it elsewhere",
        "abs": "abs passes the upstream gradient with the sign of its input",
        "sum": "sum copies: every element gets the upstream gradient",
        "broadcast": "copies are branches: their gradients add up",
        "reshape": "reshape passes the upstream gradient on, in the shape of its input",
        "permute": "permute passes the upstream gradient on, with the axes put back",
        "slice": "slice passes the upstream gradient to the part that was taken; the rest gets 0",
        "concatenate": "concatenate hands every input its part of the upstream gradient",
        "gather": "a look-up adds the upstream gradient to the rows that were looked up; the others get 0",
        "exp": "exp multiplies by its own output",
        "log": "log divides by its input",
        "reciprocal": "1/x multiplies by −1/x²",
        "sqrt": "the square root divides by twice its own output",
        "sin": "sin multiplies by the cosine of its input",
        "cos": "cos multiplies by minus the sine of its input",
        "sigmoid": "σ multiplies by σ(1 − σ), which is ¼ at most and next to 0 where it is saturated",
        "tanh": "tanh multiplies by 1 − tanh², which is next to 0 where it is saturated",
        "softplus": "softplus multiplies by the sigmoid of its input",
        "pow-scalar": "a power multiplies by n·xⁿ⁻¹",
        "matmul":
            "a product switches: each factor gets the upstream gradient times the other factor, transposed",
        "convolution":
            "a convolution switches: the input gets the upstream gradient spread by the kernels, the kernels get it "
            + "correlated with the input",
        "attention":
            "attention hands every value the upstream gradient by its weight; queries and keys get theirs through "
            + "the softmax",
        "softmax-cross-entropy":
            "softmax with cross-entropy: probabilities minus targets, divided among the examples",
        "stop-gradient": "nothing passes: what is before is treated as a constant",
    ]

    /// What the local gradient of an operation is that mixes elements, in words.
    static func localGradient(of operation: String, input: Int) -> String {
        guard let words = localGradients[operation] else { return "Jacobian" }
        return words[min(input, words.count - 1)]
    }

    private static let localGradients = [
        "matmul": ["second factor, transposed", "first factor, transposed"], "sum": ["1 for every element"],
        "max": ["1 at the largest, else 0"], "min": ["1 at the smallest, else 0"],
        "broadcast": ["1 for every copy"],
        "reshape": ["1"], "permute": ["1"], "slice": ["1 where taken, else 0"],
        "concatenate": ["1 for its part"],
        "max-pool": ["1 at the largest of each window, else 0"], "average-pool": ["1 ÷ elements of a window"],
        "convolution": ["the kernels", "the input"], "gather": ["1 where looked up, else 0"],
        "softmax-cross-entropy": ["(probabilities − targets) ÷ examples"],
    ]
}
