/// Axes of size one need no reduction.
let reductionRules: [Rule] = [
    Rule(Sum.self) { overLongAxes($0, $1) },
    Rule(Max.self) { overLongAxes($0, $1) },
    Rule(Min.self) { overLongAxes($0, $1) },
]

private func overLongAxes<R: Reduction>(_ reduction: R, _ application: Application) -> Tensor? {
    let x = application.inputs[0]
    let axes = reduction.axes.filter { x.shape[$0] != 1 }
    if axes.isEmpty { return x }
    return axes.count == reduction.axes.count ? nil : .apply(R(axes: axes), x)
}

let sumRules: [Rule] = [
    // Over no elements.
    Rule(Sum.self) { sum, application in
        let x = application.inputs[0]
        return sum.axes.contains { x.shape[$0] == 0 } ? .zeros(application.type) : nil
    },
    // Σ Σ x
    Rule(Sum.self) { sum, application in
        let x = application.inputs[0]
        guard let first = x.operation(Sum.self) else { return nil }
        return .apply(Sum(axes: (first.axes + sum.axes).sorted()), x.node.inputs[0])
    },
    // Σ −x
    Rule(Sum.self) { sum, application in
        application.inputs[0].operands(of: Negate.self).map { -.apply(sum, $0[0]) }
    },
    // The axes in their order before a permutation.
    Rule(Sum.self) { sum, application in
        let x = application.inputs[0]
        guard let permute = x.operation(Permute.self) else { return nil }
        let axes = sum.axes.map { permute.axes[$0] }.sorted()
        return .apply(permute, .apply(Sum(axes: axes), x.node.inputs[0]))
    },
    // The axes before a reshape that keeps them apart from the others.
    Rule(Sum.self) { sum, application in
        let x = application.inputs[0]
        guard let source = x.operands(of: Reshape.self)?[0],
            let groups = AxisGroups(from: source.shape, to: x.shape)
        else { return nil }
        var axes: [Int] = []
        for (from, to) in groups.groups {
            let summed = to.filter { sum.axes.contains($0) }
            if summed.isEmpty { continue }
            if summed.count < to.count(where: { x.shape[$0] != 1 }) { return nil }
            axes += from
        }
        return Tensor.apply(Sum(axes: axes), source).reshaped(to: application.type.shape)
    },
    // The number of repetitions times the sum of what is repeated.
    Rule(Sum.self) { sum, application in
        let x = application.inputs[0]
        guard let sizes = x.sizesBeforeBroadcast else { return nil }
        let source = x.node.inputs[0]
        let repeated = sum.axes.filter { sizes[$0] != x.shape[$0] }
        let axes = sum.axes.filter { !repeated.contains($0) }.map { $0 - x.rank + source.rank }
        let part = Tensor.apply(Sum(axes: axes), source)
        let count = Double(repeated.reduce(1) { $0 * x.shape[$1] })
        guard x.dtype.represents(count) else { return nil }
        return (repeated.isEmpty ? part : part * count).broadcast(to: application.type.shape)
    },
    // A max-pool's gradient puts what comes from above somewhere in the same image.
    Rule(Sum.self) { sum, application in
        let x = application.inputs[0]
        guard let operands = x.operands(of: MaxPoolGradient.self),
            x.shape.indices.dropFirst(2).allSatisfy(sum.axes.contains)
        else { return nil }
        return .apply(sum, operands[0])
    },
    Rule(Sum.self) { $0.withoutCenteredTerms($1) },
    Rule(Sum.self) { $0.beforeConstantFactors($1) },
]

extension Sum {
    /// The sum of a product without the factors that are constant along the axes, times these factors.
    fileprivate func beforeConstantFactors(_ application: Application) -> Tensor? {
        let x = application.inputs[0]
        var inner = Product(x)
        let factors = inner.factors
        inner.factors = factors.filter { !$0.isConstant(along: axes, rank: x.rank) }
        if inner.factors.count == factors.count || (inner.rest == nil && inner.factors.isEmpty) { return nil }
        var result = Product(.apply(self, inner.tensor))
        for factor in factors where factor.isConstant(along: axes, rank: x.rank) { result.append(factor) }
        return result.tensor
    }
}

extension Tensor {
    static func zeros(_ type: TensorType) -> Tensor { .zeros(type.shape, dtype: type.dtype) }
}
