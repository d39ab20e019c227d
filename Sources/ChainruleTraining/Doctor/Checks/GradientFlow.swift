/// Gradients that shrink or grow on their way back through the layers.
enum GradientFlow: Check {
    static let moments: Set<Moment> = [.inspection]

    /// Between the first and the last weight, each gradient measured by the size of its weight; the learning rate
    /// suits only one of the two beyond it. Healthy networks stay within 100.
    private static let largestRatio = 1e3

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let weights = history.start.weights
        guard history.inspections.areEnough, weights.count >= 2, let first = weights.first,
            let last = weights.last,
            let ratio = history.inspections.median({ inspection, _ in
                relativeGradient(of: first, inspection).flatMap { one in
                    relativeGradient(of: last, inspection).map { one / $0 }
                }
            })
        else { return nil }
        if ratio < 1 / largestRatio {
            return history.finding(
                .vanishingGradients, .warning,
                evidence:
                    "the gradient of \(first), relative to the norm of the weight, is \(brief(ratio)) times that of "
                    + "\(last): gradients vanish and the first layers hardly learn",
                advice: "use ReLU, normalization, residual connections or larger initial weights")
        }
        guard ratio > largestRatio else { return nil }
        return history.finding(
            .explodingGradients, .warning,
            evidence:
                "the gradient of \(first), relative to the norm of the weight, is \(brief(ratio)) times that of "
                + "\(last): gradients explode towards the first layers",
            advice: "use smaller initial weights, normalization or gradient clipping")
    }

    /// Nil if one of the two is zero.
    private static func relativeGradient(of name: String, _ inspection: Inspection) -> Double? {
        guard let figures = inspection.parameters.first(where: { $0.name == name }),
            figures.valueNorm > 0, figures.gradientNorm > 0
        else { return nil }
        return figures.gradientNorm / figures.valueNorm
    }
}
