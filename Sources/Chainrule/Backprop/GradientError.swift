/// Why a gradient cannot be taken.
package enum GradientError: Error, CustomStringConvertible {
    case notDifferentiable(TensorType)
    case upstreamMissing(TensorType)
    case upstreamMismatch(upstream: TensorType, output: TensorType)
    case wrongCount(rule: String, made: Int, inputs: Int)
    case wrongContribution(rule: String, input: Int, made: TensorType, expected: TensorType)
    case unused(name: String, TensorType)
    case replaced(name: String, TensorType)
    case exchanged(name: String, TensorType, old: String)

    package var description: String {
        "gradients: \(problem)"
    }

    private var problem: String {
        switch self {
        case .notDifferentiable(let output):
            "the output is \(output); only floating-point tensors have gradients"
        case .upstreamMissing(let output):
            "the output is \(output), not a scalar; reduce it or pass the upstream gradient"
        case .upstreamMismatch(let upstream, let output):
            "the upstream gradient is \(upstream), but the output is \(output)"
        case .wrongCount(let rule, let made, let inputs):
            "the gradient rule of '\(rule)' returned \(made) gradients for \(inputs) inputs"
        case .wrongContribution(let rule, let input, let made, let expected):
            "the gradient rule of '\(rule)' returned \(made) for its input \(input), which is \(expected)"
        case .replaced(let name, let type):
            "the output was computed with an earlier value of \(name) (\(type)), which has been replaced since; "
                + "compute the output after changing a variable, then take its gradients"
        case .exchanged(let name, let type, let old):
            "the output does not depend on \(name) (\(type)), but on another variable of that type, '\(old)': if that "
                + "was replaced after the output was computed, compute the output again"
        case .unused(let name, let type) where !type.dtype.isFloatingPoint:
            "\(name) is \(type); only floating-point tensors have gradients"
        case .unused(let name, let type):
            "the output does not depend on \(name) (\(type)), or only through operations without "
                + "gradients; pass unused: .zeros if that is intended"
        }
    }
}

/// The gradient of a tensor that the output does not depend on.
public enum UnusedInputs: Sendable {
    /// A trap that names the tensor: as a rule a parameter was forgotten in the network.
    case error
    /// A gradient of zeros.
    case zeros
}
