/// Operations that are their operand, as far as values go.
let identityRules: [Rule] = [
    Rule(for: StopGradient.self) { $0.inputs[0] },
    Rule(for: CustomGradient.self) { $0.inputs.last },
]

let arithmeticRules: [Rule] = [
    // x + 0, up to the sign of a zero.
    Rule(for: Add.self) { $0.number(1) == 0 ? $0.inputs[0] : $0.number(0) == 0 ? $0.inputs[1] : nil },
    // x + (−y)
    Rule(for: Add.self) { sum in
        if let y = sum.inputs[1].operands(of: Negate.self)?[0] { return sum.inputs[0] - y }
        return sum.inputs[0].operands(of: Negate.self).map { sum.inputs[1] - $0[0] }
    },
    // x + x, which exact doubling lets take part in products.
    Rule(for: Add.self) { $0.inputs[0].isSame(as: $0.inputs[1]) ? $0.inputs[0] * 2 : nil },
    // x − 0
    Rule(for: Subtract.self) { $0.number(1) == 0 ? $0.inputs[0] : nil },
    // x − (−y)
    Rule(for: Subtract.self) { difference in
        difference.inputs[1].operands(of: Negate.self).map { difference.inputs[0] + $0[0] }
    },
    // x · 1 and x · (−1)
    Rule(for: Multiply.self) { product in
        for (index, other) in [(1, 0), (0, 1)] {
            guard let number = product.number(index) else { continue }
            if number == 1 { return product.inputs[other] }
            if number == -1 { return -product.inputs[other] }
        }
        return nil
    },
    Rule(for: Multiply.self) { signMovedOut(of: $0, *) },
    // x / 1, and x / 2ⁿ, which is exactly x · 2⁻ⁿ.
    Rule(for: Divide.self) { quotient in
        guard let divisor = quotient.number(1) else { return nil }
        if divisor == 1 { return quotient.inputs[0] }
        let inverse = 1 / divisor
        let isExact = divisor.significand == 1 && Float(inverse).isNormal
        return isExact ? quotient.inputs[0] * inverse : nil
    },
    // 1 / x
    Rule(for: Divide.self) { $0.number(0) == 1 ? reciprocal($0.inputs[1]) : nil },
    Rule(for: Divide.self) { signMovedOut(of: $0, /) },
    // −(−x)
    Rule(for: Negate.self) { $0.inputs[0].operands(of: Negate.self)?[0] },
    // 1 / √x
    Rule(for: Reciprocal.self) { $0.inputs[0].operands(of: Sqrt.self).map { rsqrt($0[0]) } },
]

/// (−x) ∘ y, x ∘ (−y) and (−x) ∘ (−y) with their signs applied to the result.
private func signMovedOut(
    of application: Application, _ operation: (Tensor, Tensor) -> Tensor
) -> Tensor? {
    let (x, y) = (application.inputs[0], application.inputs[1])
    switch (x.operands(of: Negate.self)?[0], y.operands(of: Negate.self)?[0]) {
    case (let x?, let y?): return operation(x, y)
    case (let x?, nil): return -operation(x, y)
    case (nil, let y?): return -operation(x, y)
    case (nil, nil): return nil
    }
}

let powerRules: [Rule] = [
    // An exponent that is a constant.
    Rule(for: Power.self) { power in
        power.number(1).flatMap { simplePower(power.inputs[0], $0) }
    },
    // Other exponents become operands, for which there is a vector loop.
    Rule(ScalarPower.self) { power, application in
        let x = application.inputs[0]
        return simplePower(x, power.exponent)
            ?? pow(x, .full(x.shape, power.exponent, dtype: x.dtype))
    },
]

/// A power that is a root, a product or a quotient.
private func simplePower(_ x: Tensor, _ exponent: Double) -> Tensor? {
    switch exponent {
    case 0: x.onesLike
    case 1: x
    case 2: x * x
    case 0.5: sqrt(x)
    case -0.5: rsqrt(x)
    case -1: reciprocal(x)
    default: nil
    }
}
