import Chainrule

/// Features, or channels of images, that are measured in very different units.
enum FeatureScales: Check {
    static let moments: Set<Moment> = [.beginning]

    /// The curvature of the loss along a weight grows with the square of its input, so beyond this the one learning
    /// rate is ten thousand times too small for one weight or too large for the other.
    private static let largestRatio = 100.0
    /// A feature that differs from its smallest or from its largest number in fewer examples than these is small
    /// for being rare, as pixels at the border of images are.
    private static let rareShare = 0.1

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let inputs = history.start.sample.inputs
        // Of three axes the features may be the second or the last.
        guard inputs.dtype.isFloatingPoint, inputs.rank == 2 || inputs.rank >= 4 else { return nil }
        let others = Axes([0] + Array(2..<inputs.rank))
        func share(_ isSo: Tensor) -> Tensor { isSo.cast(to: .float32).mean(axes: others) }
        let varying = minimum(
            share(inputs .!= inputs.min(axes: others, keepDims: true)),
            share(inputs .!= inputs.max(axes: others, keepDims: true))
        ).scalars(as: Double.self)
        let scales = abs(inputs).max(axes: others).scalars(as: Double.self).enumerated()
        let frequent = scales.filter { varying[$0.offset] >= rareShare }
        guard let largest = scales.max(by: { $0.element < $1.element }),
            let smallest = frequent.min(by: { $0.element < $1.element }),
            largest.element > largestRatio * smallest.element
        else { return nil }
        let isConstant = varying[largest.offset] == 0
        let kind = inputs.rank == 2 ? "feature" : "channel"
        return history.finding(
            .featureScales, .warning,
            evidence:
                "\(kind) \(largest.offset) reaches \(brief(largest.element)) but \(kind) \(smallest.offset) "
                + "only \(brief(smallest.element)): no single learning rate suits the weights of both",
            advice: isConstant
                ? "remove \(kind) \(largest.offset), which is constant, and standardize the others"
                : "standardize each \(kind): subtract its mean and divide by its standard deviation")
    }
}
