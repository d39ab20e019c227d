import Chainrule

/// Adafactor: adaptive step sizes that keep of a matrix's squared gradients only the means of its rows and columns.
///
/// At step t with β = 1 − t^`decayPower`: R and C are the moving averages of the row and column means of g², and
/// s = R·C/mean(R); for parameters with one axis s is the moving average of g² itself. With u = g/√s, bounded below by ε₁,
/// w is multiplied by 1 − `learningRate`·`weightDecay` and w −= α·u/max(1, RMS(u)/`threshold`), where
/// α = max(ε₂, RMS(w))·min(`learningRate`, 1/√t). RMS is the root mean square.
///
/// Source: Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost", ICML 2018, in the form that
/// PyTorch gives it.
open class Adafactor: Optimizer {
    /// The power of t in the decay rate of the averages; −0.8 by default.
    public let decayPower: Double
    /// ε₁, the least root mean square of gradients; nil for the element type's precision.
    public let epsilon1: Double?
    /// ε₂, the least root mean square of a parameter that its step is measured by.
    public let epsilon2: Double
    /// The root mean square that an update may have.
    public let threshold: Double

    /// - Precondition: `decayPower` is not positive, the threshold is at least 1, and no other argument is negative.
    public init(
        _ module: some Module, learningRate: Double = 0.01, decayPower: Double = -0.8,
        epsilon1: Double? = nil,
        epsilon2: Double = 1e-3, threshold: Double = 1, weightDecay: Double = 0, groups: [ParameterGroup] = []
    ) {
        self.decayPower = decayPower
        self.epsilon1 = epsilon1
        self.epsilon2 = epsilon2
        self.threshold = threshold
        super.init(
            module, learningRate: learningRate, weightDecay: weightDecay, groups: groups, scalars: ["steps"],
            shapes: { shape in
                if shape.rank < 2 { return [("squares", shape)] }
                let leading = Array(shape.dropLast(2))
                return [
                    ("rows", Shape(leading + [shape[shape.rank - 2], 1])),
                    ("columns", Shape(leading + [1, shape[shape.rank - 1]])),
                ]
            })
        require(
            decayPower <= 0 && threshold >= 1,
            "\(type(of: self)): needs a decay power up to 0 and a threshold of at least 1, got \(decayPower) and \(threshold)"
        )
        requireNonnegative(epsilon1 ?? 0, "epsilon1")
        requireNonnegative(epsilon2, "epsilon2")
    }

    open override func step(_ step: inout ParameterStep) -> Tensor {
        let (value, gradient) = (step.value, step.gradient)
        let least = epsilon1 ?? value.dtype.ulpOfOne
        let steps = step["steps"] + 1
        step["steps"] = steps
        let share = pow(steps, decayPower)
        func average(_ name: String, _ new: Tensor) -> Tensor {
            step[name] = step[name] + (new - step[name]) * share
            return step[name]
        }
        let squares = gradient * gradient
        let estimate: Tensor
        if value.rank < 2 {
            estimate = average("squares", squares)
        } else {
            let rows = average("rows", squares.mean(axes: -1, keepDims: true))
            let columns = average("columns", squares.mean(axes: -2, keepDims: true))
            estimate = rows * columns / maximum(rows.mean(axes: -2, keepDims: true), least)
        }
        let update = gradient * rsqrt(maximum(estimate, least * least))
        let rate = maximum(rootMeanSquare(value), epsilon2) * minimum(step.learningRate, rsqrt(steps))
        step.decayWeights()
        return step.value - update * (rate / maximum(rootMeanSquare(update) / threshold, 1))
    }

    private func rootMeanSquare(_ x: Tensor) -> Tensor { sqrt((x * x).mean()) }
}
