import Chainrule

/// min(max(0, x), 6) of every element; the gradient is 0 at 0, at 6 and beyond.
///
/// Source: Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010.
public func relu6(_ x: Tensor) -> Tensor { hardTanh(x, minimum: 0, maximum: 6) }

/// A ReLU that is bounded by 6, min(max(0, x), 6), as a layer: ``relu6(_:)``.
public struct ReLU6: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { relu6(input) }
}
