import Chainrule

/// Inputs far from mean 0 and deviation 1, as a whole.
enum UnscaledInputs: Check {
    static let moments: Set<Moment> = [.beginning]

    /// Raw pixels from 0 to 255 have a deviation near 80; divided by 255 twice, near 0.001. Initial weights are made
    /// for a deviation of 1 (Glorot and Bengio 2010), and a power of ten is made up for in a few steps; sparse
    /// inputs, such as counts of words, are below 1 for a good reason.
    private static let deviations = 0.01...10
    /// Inputs that are nearly all of one sign move all weights of a unit the same way (LeCun et al. 1998, "Efficient
    /// BackProp", 4.3). Grey pixels from 0 to 1, with a mean of 0.4 to 0.9 deviations, are no problem.
    private static let largestOffset = 1.0

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let inputs = history.start.sample.inputs
        guard inputs.dtype.isFloatingPoint, inputs.rank >= 2 else { return nil }
        guard let spread = Spread(inputs.scalars()) else { return nil }
        let (mean, deviation) = (spread.mean, spread.deviation)
        if spread.isConstant {
            return history.finding(
                .unscaledInputs, .serious,
                evidence: "all inputs are \(brief(mean)): there is nothing to learn from",
                advice: "check how the inputs are read and preprocessed")
        }
        let figures = "the inputs have mean \(brief(mean)) and standard deviation \(brief(deviation))"
        let advice = "subtract the mean of the training inputs and divide by their standard deviation"
        if !deviations.contains(deviation) {
            return history.finding(
                .unscaledInputs, .warning,
                evidence: "\(figures), while initial weights and learning rates assume 0 and 1",
                advice: advice)
        }
        guard abs(mean) > largestOffset * deviation else { return nil }
        return history.finding(
            .unscaledInputs, .note,
            evidence: "\(figures): nearly all have the same sign, which makes gradient descent zigzag",
            advice: advice)
    }
}
