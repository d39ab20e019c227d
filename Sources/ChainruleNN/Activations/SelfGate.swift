import Chainrule

/// x·gate(x), where the gate is 1 beyond `bound`, and 0 below −`bound`, in every element type.
///
/// There infinities would meet the zeros of the gate or of its slope.
func selfGated(_ x: Tensor, bound: Double, by gate: (Tensor) -> Tensor) -> Tensor {
    select(0, where: x .< -bound, otherwise: x) * gate(clip(x, -bound, bound))
}

/// From where on e⁻ˣ·x is 0 in every element type.
let exponentialBound = 760.0
