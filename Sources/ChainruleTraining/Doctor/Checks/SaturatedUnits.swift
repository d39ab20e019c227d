/// Sigmoids and hyperbolic tangents at their bounds, where they are flat.
enum SaturatedUnits: Check {
    static let moments: Set<Moment> = [.inspection]

    /// The share of a layer's outputs; above a half, earlier layers get almost no gradient (Glorot and Bengio 2010,
    /// "Understanding the difficulty of training deep feedforward neural networks").
    private static let largestShare = 0.5

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let log = history.inspections
        guard log.areEnough, let latest = log.recent.last?.inspection else { return nil }
        let shares =
            latest.activations.indices.compactMap { index in
                guard case .bounds(let bounds) = latest.activations[index].flatOutputs else { return nil }
                return (
                    name: latest.activations[index].name, bounds,
                    share: log.median { inspection, _ in inspection.activations[index].blockedShare }!
                )
            } as [(name: String, bounds: ClosedRange<Double>, share: Double)]
        guard let worst = shares.max(by: { $0.share < $1.share }), worst.share > largestShare else {
            return nil
        }
        let bounds = [worst.bounds.lowerBound, worst.bounds.upperBound].map { "\(Int($0))" }
            .joined(separator: " and ").replacing("-", with: "−")
        return history.finding(
            .saturatedUnits, .warning,
            evidence:
                "\(wholePercent(worst.share)) of the outputs of \(worst.name) lie within 0.01 of \(bounds), "
                + "where the function is saturated and passes almost no gradient",
            advice:
                "use smaller initial weights or inputs, a lower learning rate, normalization before the activation, or ReLU"
        )
    }
}
