import Chainrule

extension Operator {
    /// Operators whose results along an axis depend on all elements before.
    static let scans: [String: Operator] = [
        "CumSum": scan(identity: 0) { $0 + $1 },
        "CumProd": scan(identity: 1) { $0 * $1 },
    ]

    /// In every round, each element is joined with the one twice as far away: as many rounds as the size has bits.
    private static func scan(
        identity: Double, _ join: @escaping @Sendable (Tensor, Tensor) -> Tensor
    ) -> Operator {
        .single(["exclusive", "reverse"], since: 11) { call in
            let x = try call.value(0)
            try call.check(x.type != .bool, "the input must be numbers")
            let axes = try call.integers(1)
            try call.check(axes.count == 1, "the axis must be one number")
            let axis = try call.axis(axes[0], of: x.rank)
            let isReversed = try call.flag("reverse")
            let size = x.shape[axis]
            var sums = isReversed ? x.tensor.reversed(axes: [axis]) : x.tensor
            func shifted(_ tensor: Tensor, by distance: Int) -> Tensor {
                let kept = tensor.split(sizes: [size - distance, distance], axis: axis)[0]
                let widths = x.shape.indices.map { (before: $0 == axis ? distance : 0, after: 0) }
                return kept.padded(widths, with: identity)
            }
            if try call.flag("exclusive") && size > 0 { sums = shifted(sums, by: 1) }
            var distance = 1
            while distance < size {
                sums = join(sums, shifted(sums, by: distance))
                distance *= 2
            }
            return x.with(isReversed ? sums.reversed(axes: [axis]) : sums).wrapped
        }
    }
}
