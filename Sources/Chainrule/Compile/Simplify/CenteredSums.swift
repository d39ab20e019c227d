// The derivative of a variance with respect to the mean is a sum of the distances from the mean, which is zero.
// Differentiation writes it out, and costs a reduction over all elements that yields nothing but rounding errors.

extension Sum {
    /// The sum without those of its terms whose sum is zero: multiples of x − mean(x).
    func withoutCenteredTerms(_ application: Application) -> Tensor? {
        let x = application.inputs[0]
        guard x.dtype.isFloatingPoint, application.simplifier.foldsConstants else { return nil }
        let terms = Terms(of: x) { isZero(of: $0, application.simplifier) }
        if !terms.hasDropped { return nil }
        return terms.sum.map { .apply(self, $0) } ?? .zeros(application.type)
    }

    /// Whether `term` is a product of x − mean(x) and what is constant along the axes of this sum.
    private func isZero(of term: Tensor, _ simplifier: Simplifier) -> Bool {
        let product = Product(term)
        guard let distance = product.rest, let operands = distance.operands(of: Subtract.self),
            product.factors.allSatisfy({ $0.isConstant(along: axes, rank: term.rank) })
        else { return false }
        return simplifier.isMean(operands[1], of: operands[0], along: axes)
    }
}

extension Simplifier {
    /// Whether `mean` is the mean of `x` along some of `axes`, broadcast back to the shape of `x`.
    fileprivate func isMean(_ mean: Tensor, of x: Tensor, along axes: [Int]) -> Bool {
        guard let sizes = mean.sizesBeforeBroadcast else { return false }
        let averaged = x.shape.indices.filter { sizes[$0] != x.shape[$0] }
        let count = averaged.reduce(1) { $0 * x.shape[$1] }
        guard averaged.allSatisfy(axes.contains), count > 0 else { return false }
        // In its final form the mean is the very node that is subtracted, if it is subtracted.
        let sum = Tensor.apply(Sum(axes: averaged), x)
        return [sum / Double(count), sum * (1 / Double(count))].contains {
            simplified($0.broadcast(to: x.shape)).isSame(as: mean)
        }
    }
}

/// A tensor as a sum of terms with signs, some of which can be dropped.
private struct Terms {
    typealias Term = (tensor: Tensor, isNegative: Bool)

    private(set) var kept: [Term] = []
    private(set) var hasDropped = false

    /// Beyond this number terms stay together: one may occur in exponentially many places.
    private static let limit = 16

    init(of tensor: Tensor, dropping isDropped: (Tensor) -> Bool) {
        var pending: [Term] = [(tensor, false)]
        while let term = pending.popLast() {
            if isDropped(term.tensor) {
                hasDropped = true
            } else if kept.count + pending.count < Self.limit, let parts = Self.split(term) {
                pending += parts.reversed()
            } else {
                kept.append(term)
            }
        }
    }

    private static func split(_ term: Term) -> [Term]? {
        let inputs = term.tensor.node.inputs
        return switch term.tensor.node.primitive {
        case is Add: [(inputs[0], term.isNegative), (inputs[1], term.isNegative)]
        case is Subtract: [(inputs[0], term.isNegative), (inputs[1], !term.isNegative)]
        case is Negate: [(inputs[0], !term.isNegative)]
        default: nil
        }
    }

    /// The sum of what was kept; nil if that is nothing.
    var sum: Tensor? {
        kept.reduce(nil) { sum, term in
            guard let sum else { return term.isNegative ? -term.tensor : term.tensor }
            return term.isNegative ? sum - term.tensor : sum + term.tensor
        }
    }
}
