/// Products and quotients with their broadcast factors behind the others, combined while they are small:
/// (x · a) · b becomes x · (a · b), and (x · a) · y becomes (x · y) · a.
///
/// That leaves one operation on all elements where there were several, and lets a sum find the factors that
/// are constant along its axes.
let productRules: [Rule] = [
    Rule(for: Multiply.self) { product in
        let (left, right) = (product.inputs[0], product.inputs[1])
        let (x, y) = (Product(left), Product(right))
        if x.factors.isEmpty && y.factors.isEmpty { return nil }
        var result = x
        if let rest = y.rest { result.rest = result.rest.map { $0 * rest } ?? rest }
        for factor in y.factors { result.append(factor) }
        // One broadcast factor more, which combines with none: this is the form to come to.
        let isFinal = right.isResult(of: BroadcastTo.self) && result.factors.count > x.factors.count
        return isFinal ? nil : result.tensor
    },
    Rule(for: Divide.self) { quotient in
        guard let divisor = quotient.inputs[1].operands(of: BroadcastTo.self)?[0] else { return nil }
        var result = Product(quotient.inputs[0])
        let count = result.factors.count
        result.append(Product.Factor(source: divisor, divides: true))
        return result.factors.count > count ? nil : result.tensor
    },
]

/// A tensor as a product of broadcast factors and a rest that is none.
struct Product {
    struct Factor {
        /// What is broadcast.
        var source: Tensor
        /// Whether it is divided by.
        var divides: Bool

        /// Whether all elements along `axes` of a tensor of `rank` axes have the same factor.
        func isConstant(along axes: [Int], rank: Int) -> Bool {
            axes.allSatisfy { axis in
                let own = axis - rank + source.rank
                return own < 0 || source.shape[own] == 1
            }
        }
    }

    let shape: Shape
    /// nil if there are broadcast factors only.
    var rest: Tensor?
    var factors: [Factor] = []

    /// The factors of a tensor in its final form, in which the broadcast ones are outermost.
    init(_ tensor: Tensor) {
        shape = tensor.shape
        rest = tensor
        while let current = rest {
            if let source = current.operands(of: BroadcastTo.self)?[0] {
                factors.append(Factor(source: source, divides: false))
                rest = nil
            } else if let operands = current.operands(of: Multiply.self) ?? current.operands(of: Divide.self),
                let source = operands[1].operands(of: BroadcastTo.self)?[0]
            {
                factors.append(Factor(source: source, divides: current.isResult(of: Divide.self)))
                rest = operands[0]
            } else {
                break
            }
        }
        factors.reverse()
    }

    /// Multiplies by one more factor, which combines with another if their product is smaller than the whole.
    mutating func append(_ factor: Factor) {
        for (index, other) in factors.enumerated() {
            let common = commonShape(of: [factor.source, other.source])
            if common.elementCount >= shape.elementCount { continue }
            switch (other.divides, factor.divides) {
            case (false, false), (true, true): factors[index].source = other.source * factor.source
            case (false, true): factors[index].source = other.source / factor.source
            case (true, false):
                factors[index] = Factor(source: factor.source / other.source, divides: false)
            }
            return
        }
        factors.append(factor)
    }

    /// The product; there must be a rest or a factor.
    var tensor: Tensor {
        // A product that starts with a divisor needs something to divide.
        let ordered = rest == nil ? factors.filter { !$0.divides } + factors.filter(\.divides) : factors
        let product = ordered.reduce(rest) { product, factor in
            let broadcast = factor.source.broadcast(to: shape)
            guard let product else { return factor.divides ? reciprocal(broadcast) : broadcast }
            return factor.divides ? product / broadcast : product * broadcast
        }
        return product!
    }
}
