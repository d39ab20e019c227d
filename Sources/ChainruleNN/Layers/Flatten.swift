import Chainrule

/// Merges all axes but the first: `[N, C, H, W]` becomes `[N, C·H·W]`. A scalar traps.
public struct Flatten: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor {
        require(input.rank > 0, "Flatten: expected a batch, got a scalar \(input.type)")
        return input.flattened(from: input.rank == 1 ? 0 : 1)
    }
}
