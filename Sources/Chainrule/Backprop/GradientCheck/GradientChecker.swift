/// A function and the point at which its gradients are checked.
struct GradientChecker {
    private let function: ([Tensor]) -> Tensor
    private let inputs: [Tensor]
    /// The positions of the real inputs and their elements.
    private let reals: [(input: Int, elements: [Double])]
    private let center: Evaluation
    private let step: Double
    private let tolerance: Double
    private let seed: UInt64

    init(
        of function: @escaping ([Tensor]) -> Tensor, at inputs: [Tensor], step: Double, tolerance: Double,
        seed: UInt64
    ) {
        self.function = function
        // Constants, so that no walk follows the history of what was passed in.
        self.inputs = inputs.map { input in
            let dtype = input.dtype.isFloatingPoint ? .float64 : input.dtype
            return Tensor(input.cast(to: dtype).value, label: input.name)
        }
        reals = self.inputs.enumerated().filter { $1.dtype.isFloatingPoint }.map { ($0, $1.scalars()) }
        center = Evaluation(of: function, at: self.inputs, seed: seed)
        (self.step, self.tolerance, self.seed) = (step, tolerance, seed)
    }

    /// Every element of the Jacobian.
    func fullReport(fallback: String? = nil) -> GradientReport {
        var report = GradientReport(
            mode: .full, tolerance: tolerance, fallback: fallback, emptiness: emptiness)
        let rows = jacobianRows()
        for (real, (input, elements)) in reals.enumerated() {
            for element in elements.indices {
                let analytic = rows.map { $0[real][element] }
                let size = Swift.max(1, Swift.abs(elements[element]))
                let quotient = quotient(expecting: analytic, step: step * size) { distance in
                    var moved = elements
                    moved[element] += distance
                    return evaluate(moving: input, to: moved)
                }
                record(quotient, analytic, place(input, element), in: &report)
            }
        }
        return report
    }

    /// One random direction per input, or every element if one of them disagrees or meets a kink.
    func fastReport() -> GradientReport {
        var report = GradientReport(mode: .fast, tolerance: tolerance, emptiness: emptiness)
        if center.values.isEmpty { return report }
        var stream = RandomStream(seed: seed)
        let scalar = contracted(with: stream.weights(center.values.count))
        let gradient = scalar.jacobianRows()[0]
        for (real, (input, elements)) in reals.enumerated() where !elements.isEmpty {
            let sizes = elements.map { Swift.max(1, Swift.abs($0)) }
            let direction = zip(stream.weights(elements.count), sizes).map { $0 * $1 }
            let analytic = zip(gradient[real], direction).reduce(0) { $0 + $1.0 * $1.1 }
            let quotient = scalar.quotient(expecting: [analytic], step: step) { distance in
                scalar.evaluate(moving: input, to: zip(elements, direction).map { $0 + distance * $1 })
            }
            if let corner = quotient.corner {
                return fullReport(fallback: "\(place(input)) is at a kink of \(corner)")
            }
            scalar.record(quotient, [analytic], place(input), in: &report)
            if report.failureCount > 0 {
                return fullReport(fallback: "\(place(input)) disagrees along a random direction")
            }
        }
        return report
    }

    private var emptiness: String {
        if inputs.isEmpty { return "there are no inputs" }
        if reals.isEmpty { return "no input is float32 or float64" }
        return center.values.isEmpty ? "the output has no elements" : "the inputs have no elements"
    }

    /// The check of v·f, a scalar.
    private func contracted(with v: [Double]) -> GradientChecker {
        let weights = Tensor(v, shape: center.output.shape)
        return GradientChecker(
            of: { (function($0) * weights).sum() }, at: inputs, step: step, tolerance: tolerance, seed: seed)
    }

    /// For every element of the output, its gradient with respect to each real input.
    private func jacobianRows() -> [[[Double]]] {
        let output = center.output
        return center.values.indices.map { element in
            var unit = [Double](repeating: 0, count: center.values.count)
            unit[element] = 1
            let row = gradients(
                of: output, withRespectTo: reals.map { inputs[$0.input] },
                upstream: Tensor(unit, shape: output.shape), unused: .zeros)
            return row.map { $0.scalars() }
        }
    }

    private func evaluate(moving input: Int, to elements: [Double]) -> Evaluation {
        var moved = inputs
        moved[input] = Tensor(NDArray(elements, inputs[input].shape), label: inputs[input].name)
        return Evaluation(of: function, at: moved, seed: seed)
    }

    /// The difference quotient with `step`, or with a smaller one where it disagrees or crosses a corner.
    private func quotient(
        expecting analytic: [Double], step: Double, line: (Double) -> Evaluation
    ) -> DifferenceQuotient {
        var attempts: [DifferenceQuotient] = []
        for divisor in [1.0, 8, 64, 512] {
            let attempt = DifferenceQuotient(around: center, step: step / divisor, line: line)
            let agrees = analytic.indices.allSatisfy { i in
                attempt.error(of: i, analytic: analytic[i], tolerance: tolerance) <= tolerance
            }
            if agrees && attempt.corner == nil { return attempt }
            attempts.append(attempt)
        }
        return .best(of: attempts)
    }

    private func record(
        _ quotient: DifferenceQuotient, _ analytic: [Double], _ place: GradientReport.Place,
        in report: inout GradientReport
    ) {
        if let corner = quotient.corner {
            report.record(GradientReport.Kink(input: place, primitive: corner))
        }
        for i in analytic.indices {
            let error = quotient.error(of: i, analytic: analytic[i], tolerance: tolerance)
            if quotient.corner != nil && error > tolerance { continue }
            report.record(
                GradientReport.Comparison(
                    input: place,
                    output: place.element == nil ? nil : center.output.shape.index(ofElement: i),
                    analytic: analytic[i], numeric: quotient.derivatives[i], error: error))
        }
    }

    private func place(_ input: Int, _ element: Int? = nil) -> GradientReport.Place {
        GradientReport.Place(
            number: input, name: inputs[input].name,
            element: element.map { inputs[input].shape.index(ofElement: $0) })
    }
}

extension RandomStream {
    /// Numbers of either sign and of a size between ½ and 1½, so that none hides what it is multiplied with.
    mutating func weights(_ count: Int) -> [Double] {
        (0..<count).map { _ in uniform(0.5, 1.5) * (integer(below: 2) == 0 ? -1 : 1) }
    }
}

extension Shape {
    /// The index along every axis of the element with this number in row-major order.
    func index(ofElement number: Int) -> [Int] {
        zip(rowMajorStrides, sizes).map { number / $0 % $1 }
    }
}
