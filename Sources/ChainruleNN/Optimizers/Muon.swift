import Chainrule

/// Muon: momentum whose update is made orthogonal, for the matrices of hidden layers; other parameters follow ``AdamW``.
///
/// With m = `momentum`·m + (1 − `momentum`)·g, and by Nesterov's rule u = `momentum`·m + (1 − `momentum`)·g, otherwise u = m,
/// the matrix u/‖u‖ goes through five steps x = a·x + b·(xxᵀ)x + c·(xxᵀ)²x of Newton and Schulz, which bring its singular
/// values close to 1. w is multiplied by 1 − `learningRate`·`weightDecay`, and w −= `learningRate`·scale·u, with
/// scale = √max(1, rows/columns), or 0.2·√max(rows, columns) to match the size of Adam's updates.
///
/// Parameters with two or more axes are matrices [outputs, rest]. Those with one axis follow ``AdamW`` with the same
/// learning rate and weight decay, unless they are in a ``ParameterGroup``. PyTorch refuses other parameters than matrices, and
/// computes the iteration in bfloat16, whose rounding this has not.
///
/// Source: Jordan et al., "Muon: an optimizer for hidden layers in neural networks", 2024; Liu et al., "Muon is scalable for LLM
/// training", 2025, for the second scale.
open class Muon: Optimizer {
    /// How the update of a matrix is scaled.
    public enum Scale: Sendable {
        /// √max(1, rows/columns).
        case original
        /// 0.2·√max(rows, columns), for the learning rates and weight decays of ``AdamW``.
        case matchingAdamW
    }

    public let momentum: Double
    public let nesterov: Bool
    public let scale: Scale
    /// The factors a, b and c of the iteration.
    public let coefficients: (Double, Double, Double)
    /// The number of iterations.
    public let iterations: Int
    /// The least norm that an update is divided by.
    public let epsilon: Double

    /// - Precondition: no argument but coefficients is negative, and the momentum is below 1.
    public init(
        _ module: some Module, learningRate: Double = 1e-3, momentum: Double = 0.95, nesterov: Bool = true,
        weightDecay: Double = 0.1, scale: Scale = .original,
        coefficients: (Double, Double, Double) = (3.4445, -4.7750, 2.0315), iterations: Int = 5,
        epsilon: Double = 1e-7, groups: [ParameterGroup] = []
    ) {
        self.momentum = momentum
        self.nesterov = nesterov
        self.scale = scale
        self.coefficients = coefficients
        self.iterations = iterations
        self.epsilon = epsilon
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups,
            shapes: { shape in
                shape.rank >= 2
                    ? [("mean", shape)]
                    : [("mean", shape), ("squares", shape), ("1 − β₁ᵗ", .scalar), ("1 − β₂ᵗ", .scalar)]
            })
        requireShare(momentum, "momentum")
        requireNonnegative(Double(iterations), "number of iterations")
        requireNonnegative(epsilon, "epsilon")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        step.decayWeights()
        let shape = step.value.shape
        if shape.rank < 2 { return step.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8) }
        let mean = step.average("mean", step.gradient, decay: momentum)
        let update = nesterov ? mean * momentum + step.gradient * (1 - momentum) : mean
        let matrix = orthogonalized(update.flattened(from: 1)).reshaped(to: shape)
        return step.value - matrix * (step.learningRate * scale(shape[0], shape.dropFirst().reduce(1, *)))
    }

    private func scale(_ rows: Int, _ columns: Int) -> Double {
        switch scale {
        case .original: max(1, Double(rows) / Double(columns)).squareRoot()
        case .matchingAdamW: 0.2 * Double(max(rows, columns)).squareRoot()
        }
    }

    /// A matrix with the singular vectors of this one and singular values close to 1.
    private func orthogonalized(_ matrix: Tensor) -> Tensor {
        let isTall = matrix.shape[0] > matrix.shape[1]
        // The products are of the smaller size.
        var x = isTall ? matrix.transposed() : matrix
        x = x / maximum(norm(x), epsilon)
        let (a, b, c) = coefficients
        for _ in 0..<iterations {
            let square = matmul(x, x.transposed())
            x = x * a + matmul(square * b + matmul(square, square) * c, x)
        }
        return isTall ? x.transposed() : x
    }
}
