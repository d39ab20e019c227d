/// The derivatives of all elements of a function's output along a line, from values at four points of it.
struct DifferenceQuotient {
    private(set) var derivatives: [Double]
    /// How far off each derivative may be because the values are rounded.
    private(set) var noise: [Double]
    /// The primitive with a corner among the points, which deprives the quotient of its meaning.
    let corner: String?

    /// - Parameters:
    ///   - center: the evaluation in the middle.
    ///   - step: the distance between neighboring points.
    ///   - line: the evaluation at a distance from the middle.
    init(around center: Evaluation, step: Double, line: (Double) -> Evaluation) {
        let points = [-2, -1, 1, 2].map { line($0 * step) }
        for point in points {
            require(
                point.output.shape == center.output.shape,
                "checkGradients: the shape of the function's output changes with its inputs' values, "
                    + "from \(center.output.shape) to \(point.output.shape)")
        }
        corner = points.lazy.compactMap(center.corner).first
        derivatives = center.values.indices.map { i in
            guard center.values[i].isFinite else { return .nan }
            let near = points[2].values[i] - points[1].values[i]
            let far = points[3].values[i] - points[0].values[i]
            return (8 * near - far) / (12 * step)
        }
        noise = center.values.map { value in
            let roundings = 8.0
            return roundings * .ulpOfOne * Swift.max(1, Swift.abs(value)) / step
        }
    }

    /// |a − n| / max(|a|, |n|, tiny) of the derivative of output element `i`.
    func error(of i: Int, analytic: Double, tolerance: Double) -> Double {
        let numeric = derivatives[i]
        let tiny = noise[i] / tolerance
        return Swift.abs(analytic - numeric)
            / Swift.max(Swift.abs(analytic), Swift.abs(numeric), tiny)
    }

    private var isUsable: Bool { corner == nil && derivatives.allSatisfy(\.isFinite) }

    /// For every output element the derivative that differs least from the one with the next smaller step.
    ///
    /// The attempts are ordered by falling step. A quotient with too large a step differs from its successor
    /// because of the function's curvature, one with too small a step because of rounding.
    static func best(of attempts: [DifferenceQuotient]) -> DifferenceQuotient {
        let usable = attempts.filter(\.isUsable)
        guard var best = usable.last else { return attempts[attempts.count - 1] }
        for i in best.derivatives.indices {
            let pairs = zip(usable, usable.dropFirst())
            let closest = pairs.min { first, second in
                first.0.distance(to: first.1, at: i) < second.0.distance(to: second.1, at: i)
            }
            guard let chosen = closest?.0 else { continue }
            best.derivatives[i] = chosen.derivatives[i]
            best.noise[i] = chosen.noise[i]
        }
        return best
    }

    private func distance(to other: DifferenceQuotient, at i: Int) -> Double {
        Swift.abs(derivatives[i] - other.derivatives[i])
    }
}
