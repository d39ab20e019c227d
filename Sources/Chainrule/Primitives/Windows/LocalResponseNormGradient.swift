/// The gradient of a local response normalization's input.
///
/// With s the bases of the powers and y the upstream gradient it is
/// y s^−β − 2αβ/size · x · Σ y x s^(−β−1), the sum being over the channels whose windows hold the element's.
struct LocalResponseNormGradient: RealPrimitive {
    static let name = "local-response-norm-gradient"
    let rule: ResponseNormalization
    var attributes: String { "\(rule)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        try requireSameDType(inputs)
        try requireSameShape(inputs)
        if let problem = rule.problem(input: inputs[1]) { throw mismatch(inputs, problem) }
        return inputs[1].type
    }

    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        let (upstream, x) = (inputs[0].dense(), inputs[1].dense())
        let (images, channels) = (x.shape[0], x.shape[1])
        let area = x.shape.suffix(from: 2).reduce(1, *)
        let count = channels * area
        return NDArray(x.shape, parts: images, costPerPart: count * (2 * rule.size + 16)) {
            (image, gradient: UnsafeMutablePointer<T>) in
            upstream.withElements(T.self) { upstream in
                x.withElements(T.self) { x in
                    let (upstream, x) = (upstream + image * count, x + image * count)
                    rule.fill(gradient, x, channels: channels, area: area)
                    let direct = (0..<count).map { upstream[$0] * T.pow(gradient[$0], T(-rule.beta)) }
                    let terms = (0..<count).map { direct[$0] * x[$0] / gradient[$0] }
                    rule.fillSums(gradient, terms, rule.holders, channels: channels, area: area)
                    let factor = T(2 * rule.scale * rule.beta)
                    for i in 0..<count { gradient[i] = direct[i] - factor * x[i] * gradient[i] }
                }
            }
        }
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        // y is the operand; what stands for it in the gradient of y is the upstream gradient v.
        let (v, y, x, beta) = (upstream, inputs[0], inputs[1], rule.beta)
        let factor = 2 * rule.scale * beta
        let bases = rule.bases(x)
        let powers = pow(bases, -beta)
        let steeper = powers / bases
        let crossed = rule.sums(v * x, rule.window)
        let ofPowers = y * (x * crossed * (factor * (beta + 1)) / bases - v * beta) * steeper
        let direct = (y * crossed * steeper + v * rule.sums(y * x * steeper, rule.holders)) * factor
        return [
            v * powers - x * steeper * crossed * factor,
            x * rule.sums(ofPowers, rule.holders) * (2 * rule.scale) - direct,
        ]
    }

    static var samples: [PrimitiveSample] {
        ResponseNormalization.samples.map { rule, input in
            PrimitiveSample(LocalResponseNormGradient(rule: rule), .real(input), .real(input))
        }
    }
}
